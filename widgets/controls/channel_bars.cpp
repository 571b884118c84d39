// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/channel_bars.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double commonAxis = 34, topRow = 22, stageRow = 18, stageGap = 10, widestSlot = 36, grabReach = 5;

int niceTop(int value)
{
    for (int step = 4;; step *= 2) {
        if (value <= step)
            return step;
        if (value <= step * 3 / 2)
            return step * 3 / 2;
    }
}

} // namespace

ChannelBars::ChannelBars(const ThemeService &themes, QWidget *parent) : Themed(themes, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Channels per group"));
}

void ChannelBars::setBars(const QList<ChannelBar> &bars, const QList<BarStage> &stages)
{
    m_bars = bars;
    m_stages = stages;
    int highest = 1;
    for (const ChannelBar &bar : bars)
        highest = std::max(highest, bar.original);
    m_highest = niceTop(highest);
    m_current = std::clamp(m_current, 0, std::max(0, int(bars.size()) - 1));
    m_cache = {};
    setAccessibleDescription(describe(m_current));
    update();
}

void ChannelBars::setSelected(const QSet<int> &indices)
{
    m_selected = indices;
    update();
}

QSize ChannelBars::sizeHint() const
{
    return {metrics().px(640), metrics().px(132)};
}

QSize ChannelBars::minimumSizeHint() const
{
    return {metrics().px(200), metrics().px(132)};
}

/// As wide as the highest number, and as a common one at least: bars of most networks then begin in one place.
double ChannelBars::axisWidth() const
{
    const double number = numberWidth(QFontMetricsF(fonts().caption), format::integer(m_highest));
    return std::max<double>(metrics().px(commonAxis), std::ceil(number) + metrics().px(12));
}

QRectF ChannelBars::area() const
{
    const Metrics &m = metrics();
    return {axisWidth(), double(m.px(topRow)),
            std::max(1.0, double(width() - axisWidth() - m.px(8))),
            std::max(8.0, double(height() - m.px(topRow + 16 + stageRow)))};
}

double ChannelBars::yOf(double channels) const
{
    const QRectF a = area();
    return a.bottom() - a.height() * channels / m_highest;
}

QRectF ChannelBars::barRect(int index) const
{
    const QRectF a = area();
    const double gaps = m_stages.size() > 1 ? double(m_stages.size() - 1) * metrics().px(stageGap) : 0;
    const double share = std::max(1.0, a.width() - gaps) / std::max(1.0, double(m_bars.size()));
    const double slot = std::min(share, double(metrics().px(widestSlot)));
    double x = a.left() + slot * index;
    for (qsizetype i = 1; i < m_stages.size(); ++i) {
        if (index >= m_stages[i].first)
            x += metrics().px(stageGap);
    }
    const double space = slot > 8 ? slot * 0.2 : slot > 3 ? 1 : 0;
    const double top = std::round(yOf(m_bars[index].original));
    return {std::round(x + space / 2), top, std::max(1.0, std::round(slot - space)), a.bottom() - top};
}

int ChannelBars::barAt(double x) const
{
    for (int i = 0; i < m_bars.size(); ++i) {
        const QRectF r = barRect(i);
        if (x >= r.left() - 2 && x < r.right() + 2)
            return i;
    }
    return -1;
}

bool ChannelBars::nearEdge(int index, double y) const
{
    return index >= 0 && m_bars[index].editable && std::abs(y - yOf(m_bars[index].kept)) <= grabReach;
}

void ChannelBars::request(int index, double kept, bool final)
{
    const ChannelBar &bar = m_bars[index];
    if (!bar.editable)
        return;
    const int unit = std::max(1, bar.unit);
    const int removed = int(std::lround((bar.original - kept) / unit)) * unit;
    const int ceiling = bar.ceiling > 0 ? std::min(bar.ceiling, bar.current) : bar.current;
    const int wish = std::clamp(bar.original - removed, std::min(bar.floor, ceiling), ceiling);
    if (!final && wish == m_lastRequest)
        return;
    m_lastRequest = wish;
    Q_EMIT keptRequested(index, wish, final);
}

void ChannelBars::makeCurrent(int index)
{
    m_current = std::clamp(index, 0, std::max(0, int(m_bars.size()) - 1));
    setAccessibleDescription(describe(m_current));
    update();
}

void ChannelBars::mousePressEvent(QMouseEvent *event)
{
    const int at = barAt(event->position().x());
    if (at < 0 || event->button() != Qt::LeftButton)
        return;
    makeCurrent(at);
    if (nearEdge(at, event->position().y())) {
        m_dragged = at;
        m_lastRequest = m_bars[at].kept;
        return;
    }
    Q_EMIT barClicked(at, event->modifiers());
}

void ChannelBars::mouseMoveEvent(QMouseEvent *event)
{
    const double y = event->position().y();
    if (m_dragged < 0) {
        const int at = barAt(event->position().x());
        setCursor(nearEdge(at, y) ? Qt::SplitVCursor : Qt::ArrowCursor);
        return;
    }
    const QRectF a = area();
    request(m_dragged, (a.bottom() - y) / a.height() * m_highest, false);
}

void ChannelBars::mouseReleaseEvent(QMouseEvent *)
{
    if (m_dragged < 0 || m_dragged >= m_bars.size())
        return;
    const int index = std::exchange(m_dragged, -1);
    Q_EMIT keptRequested(index, m_lastRequest, true);
}

void ChannelBars::step(int units)
{
    if (m_bars.isEmpty())
        return;
    const ChannelBar &bar = m_bars[m_current];
    request(m_current, bar.kept + units * std::max(1, bar.unit), true);
}

void ChannelBars::keyPressEvent(QKeyEvent *event)
{
    const int tenth = m_bars.isEmpty() ? 1
                                       : std::max(1, int(std::lround(m_bars[m_current].original * 0.1 /
                                                                     std::max(1, m_bars[m_current].unit))));
    switch (event->key()) {
    case Qt::Key_Left: return makeCurrent(m_current - 1);
    case Qt::Key_Right: return makeCurrent(m_current + 1);
    case Qt::Key_Home: return makeCurrent(0);
    case Qt::Key_End: return makeCurrent(int(m_bars.size()) - 1);
    case Qt::Key_Up: return step(1);
    case Qt::Key_Down: return step(-1);
    case Qt::Key_PageUp: return step(tenth);
    case Qt::Key_PageDown: return step(-tenth);
    case Qt::Key_Space:
    case Qt::Key_Return:
        if (!m_bars.isEmpty())
            Q_EMIT barClicked(m_current, event->modifiers());
        return;
    default: QWidget::keyPressEvent(event);
    }
}

QString ChannelBars::describe(int index) const
{
    if (index < 0 || index >= m_bars.size())
        return {};
    const ChannelBar &bar = m_bars[index];
    QString text = tr("%1: %2 of %3 channels kept")
                       .arg(bar.name, format::integer(bar.kept), format::integer(bar.original));
    if (bar.current < bar.original)
        text += tr(", %1 cut before").arg(format::integer(bar.original - bar.current));
    if (bar.state == ChannelState::Frozen || bar.state == ChannelState::Locked)
        text += QLatin1String(", ") + stateWord(bar.state);
    return text;
}

bool ChannelBars::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return Themed::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int at = barAt(help->pos().x());
    if (at >= 0)
        QToolTip::showText(help->globalPos(), describe(at), this);
    return true;
}

void ChannelBars::resizeEvent(QResizeEvent *event)
{
    m_cache = {};
    Themed::resizeEvent(event);
}

void ChannelBars::themeChanged()
{
    m_cache = {};
}

} // namespace espalier::widgets
