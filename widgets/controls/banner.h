// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>

class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace espalier::widgets {

/// What a banner says. `cause` is one sentence and may begin with a part in <b>…</b>; anything else is plain
/// text (escape names of layers with QString::toHtmlEscaped). `remedy` is the text of the link or button, may
/// be empty.
struct BannerText
{
    enum class Remedy { Link, Button };

    Notice notice = Notice::Info;
    QString cause;
    QString remedy;
    Remedy style = Remedy::Link;
    bool dismissable = false;
};

/// One message with its remedy, in a panel. Never steals the focus.
class Banner : public Themed
{
    Q_OBJECT

public:
    Banner(const ThemeService &themes, const BannerText &text, QWidget *parent = nullptr);

    void setText(const BannerText &text);
    const BannerText &text() const { return m_text; }
    /// Shown as "× 3" behind the sentence from 2 on.
    void setRepeats(int count);

Q_SIGNALS:
    void remedyClicked();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void themeChanged() override;

private:
    void refresh();

    BannerText m_text;
    int m_repeats = 1;
    QLabel *m_icon;
    QLabel *m_label;
    QPushButton *m_button;
    QToolButton *m_close;
};

/// The foot of a panel: the two most severe banners, newest first among equals, then "3 more in Problems".
class BannerStack : public Themed
{
    Q_OBJECT

public:
    explicit BannerStack(const ThemeService &themes, QWidget *parent = nullptr);

    static constexpr int shownAtMost = 2;

    /// The same `id` again replaces the text and counts the repetition.
    void post(const QString &id, const BannerText &text);
    void withdraw(const QString &id);
    void clear();
    int count() const { return int(m_entries.size()); }
    /// Ids of the banners on screen, top first.
    QStringList shown() const;

Q_SIGNALS:
    void remedyClicked(const QString &id);
    void dismissed(const QString &id);
    void moreClicked();

private:
    struct Entry
    {
        QString id;
        BannerText text;
        int repeats = 1;
    };

    QList<Entry> ranked() const;
    void rebuild();
    Banner *make(const Entry &entry);

    QList<Entry> m_entries; // oldest first
    QVBoxLayout *m_column;
    QList<QWidget *> m_banners;
    QPushButton *m_more;
};

} // namespace espalier::widgets
