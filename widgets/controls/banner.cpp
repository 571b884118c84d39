// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/banner.h"

#include "widgets/controls/buttons.h"
#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace espalier::widgets {
namespace {

int severity(Notice notice)
{
    switch (notice) {
    case Notice::Danger: return 3;
    case Notice::Warning: return 2;
    case Notice::Info: return 1;
    case Notice::Success: break;
    }
    return 0;
}

} // namespace

Banner::Banner(const ThemeService &themes, const BannerText &text, QWidget *parent)
    : Themed(themes, parent), m_icon(new QLabel), m_label(makeLabel(themes, {}, FontRole::Table)),
      m_button(makeButton({}, ButtonKind::Normal)),
      m_close(makeIconButton(themes, QStringLiteral("close"), tr("Dismiss")))
{
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::RichText);
    m_label->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    setSmall(m_button);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 8, 10, 8);
    row->setSpacing(metrics().gap);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_label, 1);
    row->addWidget(m_button, 0, Qt::AlignVCenter);
    row->addWidget(m_close, 0, Qt::AlignTop);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    connect(m_label, &QLabel::linkActivated, this, &Banner::remedyClicked);
    connect(m_button, &QPushButton::clicked, this, &Banner::remedyClicked);
    connect(m_close, &QToolButton::clicked, this, &Banner::dismissed);
    setText(text);
}

void Banner::setText(const BannerText &text)
{
    m_text = text;
    refresh();
}

void Banner::setRepeats(int count)
{
    m_repeats = count;
    refresh();
}

void Banner::themeChanged()
{
    refresh();
}

void Banner::refresh()
{
    const bool asButton = m_text.style == BannerText::Remedy::Button && !m_text.remedy.isEmpty();
    QString html = m_text.cause;
    if (m_repeats > 1)
        html += QStringLiteral(" (%1)").arg(
            format::withUnit(QString(format::timesSign), QString::number(m_repeats)));
    if (!asButton && !m_text.remedy.isEmpty())
        html += QStringLiteral(" <a href=\"remedy\" style=\"color:%1;font-weight:600\">%2</a>")
                    .arg(theme()[Token::Text].name(), m_text.remedy.toHtmlEscaped());
    m_label->setText(html);
    m_button->setText(m_text.remedy);
    m_button->setVisible(asButton);
    m_close->setVisible(m_text.dismissable);
    // icon and first line share a middle, also beside a higher button
    const int line = QFontMetrics(m_label->font()).height();
    const int first = asButton || m_text.dismissable ? std::max(line, metrics().fieldSmall) : line;
    m_label->setContentsMargins(0, (first - line) / 2, 0, (first - line) / 2);
    m_icon->setFixedHeight(first);
    const int size = metrics().icon;
    m_icon->setPixmap(
        themes().icon(noticeIcon(m_text.notice), noticeToken(m_text.notice)).pixmap(size, size));
    QString plain = m_text.cause;
    setAccessibleName(plain.remove(QLatin1String("<b>")).remove(QLatin1String("</b>")));
    setProperty("kind", noticeIcon(m_text.notice));
    update();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme &t = theme();
    const QColor border = t.isHighContrast() ? t[noticeToken(m_text.notice)] : QColor();
    drawOutline(painter, rect(),
                {t[noticeSoftToken(m_text.notice)], border, qreal(metrics().radiusControl), 2});
}

BannerStack::BannerStack(const ThemeService &themes, QWidget *parent)
    : Themed(themes, parent), m_column(new QVBoxLayout(this)), m_more(makeButton({}, ButtonKind::Link, this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(6);
    m_column->addWidget(m_more, 0, Qt::AlignLeft);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    connect(m_more, &QPushButton::clicked, this, &BannerStack::moreClicked);
    rebuild();
}

void BannerStack::post(const QString &id, const BannerText &text)
{
    const auto old =
        std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &e) { return e.id == id; });
    const int repeats = old == m_entries.end() ? 1 : old->repeats + 1;
    if (old != m_entries.end())
        m_entries.erase(old);
    m_entries.append({id, text, repeats});
    rebuild();
}

void BannerStack::withdraw(const QString &id)
{
    const auto removed = m_entries.removeIf([&](const Entry &entry) { return entry.id == id; });
    if (removed > 0)
        rebuild();
}

void BannerStack::clear()
{
    m_entries.clear();
    rebuild();
}

QList<BannerStack::Entry> BannerStack::ranked() const
{
    QList<Entry> order(m_entries.rbegin(), m_entries.rend());
    std::stable_sort(order.begin(), order.end(), [](const Entry &a, const Entry &b) {
        return severity(a.text.notice) > severity(b.text.notice);
    });
    return order;
}

QStringList BannerStack::shown() const
{
    QStringList ids;
    for (const Entry &entry : ranked().mid(0, shownAtMost))
        ids << entry.id;
    return ids;
}

Banner *BannerStack::make(const Entry &entry)
{
    auto *banner = new Banner(themes(), entry.text, this);
    banner->setRepeats(entry.repeats);
    connect(banner, &Banner::remedyClicked, this, [this, id = entry.id] { Q_EMIT remedyClicked(id); });
    connect(banner, &Banner::dismissed, this, [this, id = entry.id] {
        withdraw(id);
        Q_EMIT dismissed(id);
    });
    return banner;
}

void BannerStack::rebuild()
{
    for (QWidget *old : std::as_const(m_banners)) {
        old->hide();
        old->deleteLater(); // it may be the sender
    }
    m_banners.clear();
    for (const Entry &entry : ranked().mid(0, shownAtMost)) {
        Banner *banner = make(entry);
        m_column->insertWidget(int(m_banners.size()), banner);
        m_banners << banner;
    }
    const int hidden = count() - int(m_banners.size());
    m_more->setText(tr("%n more in Problems", nullptr, hidden));
    m_more->setVisible(hidden > 0);
    setVisible(count() > 0);
}

} // namespace espalier::widgets
