// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme_service.h"

#include <QtWidgets/QDialog>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace espalier::widgets {

/// Base of our dialogs: header (icon tile, title, one sentence), body, footer. The footer's order is the same
/// on every system: the way back far left; Close or Cancel, secondary and primary at the right.
class Dialog : public QDialog
{
    Q_OBJECT

public:
    enum class Width { Narrow = 480, Medium = 640, Wide = 940 };
    enum class Place { Back, Close, Secondary, Primary };

    struct Header
    {
        QString icon;
        QString title;
        QString sentence;
        Token color = Token::Accent;
        Token fill = Token::Select;
    };

    Dialog(const ThemeService &themes, Width width, QWidget *parent = nullptr);

    void setHeader(const Header &header);
    const Header &header() const { return m_header; }
    /// At the right of the header, e.g. a row of badges.
    void setHeaderWidget(QWidget *widget);
    /// Where the content goes; margins are set, use setBodyMargins(0) for tables that reach the edge.
    QVBoxLayout *body() { return m_body; }
    void setBodyMargins(int pixels);
    /// Close rejects the dialog; the others only emit clicked(). Primary becomes the default button. The text
    /// names the act ("Cut 28 groups").
    QPushButton *addButton(Place place, const QString &text);
    QPushButton *button(Place place) const;
    /// Dims the parent's window while the dialog is open: for acts that destroy (commit, restore, discard).
    void setDimsParent(bool dims) { m_dims = dims; }

    QSize sizeHint() const override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

    const ThemeService &themes() const { return m_themes; }

private:
    QWidget *makeHeader();
    QWidget *makeFooter();
    void refresh();

    const ThemeService &m_themes;
    Width m_width;
    Header m_header;
    QLabel *m_tile;
    QLabel *m_title;
    QLabel *m_sentence;
    QHBoxLayout *m_headerRow = nullptr;
    QVBoxLayout *m_body;
    QHBoxLayout *m_footer = nullptr;
    QList<QPair<Place, QPushButton *>> m_buttons;
    QPointer<QWidget> m_sheet;
    bool m_dims = false;
};

} // namespace espalier::widgets
