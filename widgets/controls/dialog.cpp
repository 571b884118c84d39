// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/dialog.h"

#include "widgets/controls/buttons.h"
#include "widgets/painting.h"
#include "widgets/themed.h"

#include <QtGui/QPainter>
#include <QtGui/QScreen>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace espalier::widgets {
namespace {

class DimSheet : public QWidget
{
public:
    DimSheet(const ThemeService &themes, QWidget *window) : QWidget(window), m_themes(themes)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setGeometry(window->rect());
        show();
        raise();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), QColor(0, 0, 0, m_themes.theme().isDark() ? 140 : 90));
    }

private:
    const ThemeService &m_themes;
};

QPixmap tilePixmap(const ThemeService &themes, const Dialog::Header &header, qreal ratio)
{
    const int side = themes.metrics().px(40);
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    const Theme &t = themes.theme();
    const QRectF tile(0, 0, side, side);
    drawOutline(painter, tile, {t[header.fill], t.isHighContrast() ? t[header.color] : QColor(), 6, 2});
    const qreal inset = side * 0.25;
    themes.icons().paint(painter, tile.adjusted(inset, inset, -inset, -inset), header.icon, t[header.color]);
    return pixmap;
}

} // namespace

Dialog::Dialog(const ThemeService &themes, Width width, QWidget *parent)
    : QDialog(parent), m_themes(themes), m_width(width), m_tile(new QLabel),
      m_title(makeLabel(themes, {}, FontRole::Page)),
      m_sentence(makeLabel(themes, {}, FontRole::Base, "secondary"))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *content = new QFrame;
    content->setProperty("surface", "panel");
    m_body = new QVBoxLayout(content);
    m_body->setSpacing(themes.metrics().gap);
    setBodyMargins(themes.metrics().px(20));
    column->addWidget(makeHeader());
    column->addWidget(content, 1);
    column->addWidget(makeFooter());
    connect(&themes, &ThemeService::changed, this, &Dialog::refresh);
}

QWidget *Dialog::makeHeader()
{
    auto *header = new QFrame;
    header->setProperty("surface", "panel");
    m_headerRow = new QHBoxLayout(header);
    const int side = m_themes.metrics().px(20);
    m_headerRow->setContentsMargins(side, m_themes.metrics().px(16), side, m_themes.metrics().padding);
    m_headerRow->setSpacing(m_themes.metrics().padding);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_sentence->setWordWrap(true);
    texts->addWidget(m_title);
    texts->addWidget(m_sentence);
    m_headerRow->addWidget(m_tile, 0, Qt::AlignTop);
    m_headerRow->addLayout(texts, 1);
    return header;
}

QWidget *Dialog::makeFooter()
{
    auto *footer = new QFrame;
    footer->setProperty("surface", "raised");
    footer->setFixedHeight(m_themes.metrics().px(56));
    m_footer = new QHBoxLayout(footer);
    const int side = m_themes.metrics().px(20);
    m_footer->setContentsMargins(side, 0, side, 0);
    m_footer->setSpacing(m_themes.metrics().gap);
    m_footer->addStretch(1);
    return footer;
}

void Dialog::setHeader(const Header &header)
{
    m_header = header;
    setWindowTitle(header.title);
    refresh();
}

void Dialog::refresh()
{
    m_tile->setPixmap(tilePixmap(m_themes, m_header, devicePixelRatioF()));
    m_tile->setVisible(!m_header.icon.isEmpty());
    m_title->setText(m_header.title);
    m_sentence->setText(m_header.sentence);
    m_sentence->setVisible(!m_header.sentence.isEmpty());
    setAccessibleDescription(m_header.sentence);
    m_footer->parentWidget()->setFixedHeight(m_themes.metrics().px(56));
}

void Dialog::setHeaderWidget(QWidget *widget)
{
    m_headerRow->addWidget(widget, 0, Qt::AlignTop);
}

void Dialog::setBodyMargins(int pixels)
{
    m_body->setContentsMargins(pixels, 0, pixels, pixels);
}

QPushButton *Dialog::addButton(Place place, const QString &text)
{
    QPushButton *added = makeButton(text, place == Place::Primary ? ButtonKind::Primary : ButtonKind::Normal);
    // items are: back…, stretch, then by rank
    const auto before = std::count_if(m_buttons.begin(), m_buttons.end(),
                                      [place](const auto &entry) { return entry.first <= place; });
    m_footer->insertWidget(int(before) + (place == Place::Back ? 0 : 1), added);
    m_buttons.append({place, added});
    if (place == Place::Close)
        connect(added, &QPushButton::clicked, this, &QDialog::reject);
    if (place == Place::Primary)
        added->setDefault(true);
    return added;
}

QPushButton *Dialog::button(Place place) const
{
    for (const auto &[at, button] : m_buttons) {
        if (at == place)
            return button;
    }
    return nullptr;
}

QSize Dialog::sizeHint() const
{
    const QSize room = screen()->availableSize() * 0.9;
    const int width = std::min(m_themes.metrics().px(int(m_width)), room.width());
    const int height = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width)
                                                     : layout()->totalSizeHint().height();
    return {width, std::min(height, room.height())};
}

void Dialog::showEvent(QShowEvent *event)
{
    if (m_dims && parentWidget() && !m_sheet)
        m_sheet = new DimSheet(m_themes, parentWidget()->window());
    QDialog::showEvent(event);
}

void Dialog::hideEvent(QHideEvent *event)
{
    delete m_sheet;
    QDialog::hideEvent(event);
}

} // namespace espalier::widgets
