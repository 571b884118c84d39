// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/segments.h"

#include "widgets/painting.h"

#include <QtGui/QPainter>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QHBoxLayout>

namespace espalier::widgets {
namespace {

class SegmentButton : public QAbstractButton
{
public:
    SegmentButton(const ThemeService &themes, const QString &text, const QString &hint, QWidget *parent)
        : QAbstractButton(parent), m_themes(themes), m_hint(hint)
    {
        setText(text);
        setCheckable(true);
        setAccessibleName(text);
        setFocusPolicy(Qt::TabFocus);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    QSize sizeHint() const override
    {
        const Metrics &m = m_themes.metrics();
        double width = QFontMetricsF(semiBold(font())).horizontalAdvance(text()) + 2 * m.px(9);
        if (!m_hint.isEmpty())
            width += m.px(6) + QFontMetricsF(m_themes.fonts().caption).horizontalAdvance(m_hint);
        return {qCeil(width), m.fieldSmall - m.px(2)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &t = m_themes.theme();
        const Metrics &m = m_themes.metrics();
        if (isChecked())
            drawOutline(
                painter, rect(),
                {t[Token::Panel], t[t.isHighContrast() ? Token::Control : Token::Line], 4, qreal(m.line)});
        if (hasFocus())
            drawFocusRing(painter, rect(), t, m, 4);
        painter.setFont(isChecked() ? semiBold(font()) : font());
        painter.setPen(t[!isEnabled() ? Token::Disabled : isChecked() ? Token::Text : Token::Text2]);
        const QRectF content = QRectF(rect()).adjusted(m.px(9), 0, -m.px(9), 0);
        const QFontMetricsF fm(painter.font());
        const bool hinted = !m_hint.isEmpty() && width() >= sizeHint().width();
        painter.drawText(content, hinted ? int(Qt::AlignLeft | Qt::AlignVCenter) : Qt::AlignCenter,
                         fm.elidedText(text(), Qt::ElideRight, content.width()));
        if (!hinted)
            return;
        painter.setFont(m_themes.fonts().caption);
        painter.setPen(t[Token::Text3]);
        painter.drawText(content, Qt::AlignRight | Qt::AlignVCenter, m_hint);
    }

private:
    const ThemeService &m_themes;
    QString m_hint;
};

} // namespace

Segments::Segments(const ThemeService &themes, QWidget *parent)
    : Themed(themes, parent), m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    spaceOut();
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on)
            Q_EMIT currentChanged(id);
    });
}

void Segments::spaceOut()
{
    const int inset = metrics().px(2);
    layout()->setContentsMargins(inset, inset, inset, inset);
}

void Segments::themeChanged()
{
    spaceOut();
    for (QAbstractButton *button : m_group->buttons())
        button->updateGeometry();
}

void Segments::addSegment(const QString &text, const QString &hint, const QString &toolTip)
{
    auto *button = new SegmentButton(themes(), text, hint, this);
    button->setToolTip(toolTip);
    const int id = count();
    m_group->addButton(button, id);
    layout()->addWidget(button);
    if (id == 0) {
        const QSignalBlocker quiet(m_group);
        button->setChecked(true);
    }
}

void Segments::setTexts(const QStringList &texts)
{
    for (QAbstractButton *button : m_group->buttons())
        delete button;
    for (const QString &text : texts)
        addSegment(text);
}

int Segments::count() const
{
    return int(m_group->buttons().size());
}

int Segments::current() const
{
    return m_group->checkedId();
}

void Segments::setCurrent(int index)
{
    if (QAbstractButton *button = m_group->button(index))
        button->setChecked(true);
}

void Segments::setSegmentEnabled(int index, bool enabled)
{
    if (QAbstractButton *button = m_group->button(index))
        button->setEnabled(enabled);
}

void Segments::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor border = theme().isHighContrast() ? theme()[Token::Line] : QColor();
    drawOutline(painter, rect(), {theme()[Token::Hover], border, qreal(metrics().radiusControl), 1});
}

} // namespace espalier::widgets
