// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>
#include <QtWidgets/QFrame>

#include <functional>

class QAction;
class QLineEdit;
class QListView;
class QPushButton;
class QStandardItemModel;

namespace espalier::widgets {

/// One line of the palette.
struct PaletteEntry
{
    QString text;     ///< searched
    QString group;    ///< where it belongs ("Prune", "Layer"), shown at the right
    QString shortcut; ///< shown only
    QIcon icon;
    bool enabled = true;
    QString why; ///< tooltip of a disabled entry
    std::function<void()> run;
};

/// The entries of a menu bar or list of actions: text without mnemonic, shortcut, reason from the tooltip.
/// Separators and invisible actions are left out; `group` is the menu's title.
QList<PaletteEntry> entriesFromActions(const QList<QAction *> &actions, const QString &group = {});

/// Entries that fit `pattern`, best first; all in their order for an empty pattern.
QList<PaletteEntry> filterEntries(const QList<PaletteEntry> &entries, const QString &pattern);

/// Finds commands, layers, groups, options, versions by fuzzy text. A popup over the window: type, arrows,
/// Return. Sources are asked each time it opens.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    using Source = std::function<QList<PaletteEntry>()>;

    CommandPalette(const ThemeService &themes, QWidget *window);

    void addSource(Source source);
    /// Shows the palette at the top of its window and takes the keyboard.
    void open(const QString &text = {});
    QLineEdit *edit() const { return m_edit; }
    QListView *list() const { return m_list; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void runCurrent();
    void moveBy(int rows);

    const ThemeService &m_themes;
    QList<Source> m_sources;
    QList<PaletteEntry> m_all;
    QList<PaletteEntry> m_shown;
    QLineEdit *m_edit;
    QListView *m_list;
    QStandardItemModel *m_model;
};

/// The field in the menu bar's corner (330 x 22): looks like a search field, opens the palette.
class PaletteField : public Themed
{
    Q_OBJECT

public:
    PaletteField(const ThemeService &themes, const QString &text, const QString &shortcut,
                 QWidget *parent = nullptr);

    QSize sizeHint() const override;

Q_SIGNALS:
    void activated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_text, m_shortcut;
};

} // namespace espalier::widgets
