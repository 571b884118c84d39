// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_frame.h"

#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr double notchFactor = 0.85; // range kept per wheel notch
constexpr double dragThreshold = 4;  // pixels

} // namespace

void PlotFrame::userChangedRange()
{
    m_follows = false;
    changed(true);
    const AxisRange x = range(PlotAxis::X);
    Q_EMIT xRangeChanged(x.low, x.high);
}

void PlotFrame::zoom(PlotAxis axis, double factor, double center)
{
    m_canvas.setRange(axis, zoomed(m_canvas.range(axis), m_canvas.scale(axis), factor, center));
    userChangedRange();
}

void PlotFrame::pan(const QPointF &from, const QPointF &to)
{
    const QRectF area = m_canvas.area();
    const double across = (from.x() - to.x()) / std::max(1.0, area.width());
    const double down = (to.y() - from.y()) / std::max(1.0, area.height());
    for (PlotAxis axis : {PlotAxis::X, PlotAxis::Y, PlotAxis::Y2}) {
        if (hasAxis(axis))
            m_canvas.setRange(axis, panned(m_canvas.range(axis), m_canvas.scale(axis),
                                           axis == PlotAxis::X ? across : down));
    }
    userChangedRange();
}

void PlotFrame::wheel(const QPointF &at, double notches, bool ctrl)
{
    const QRectF area = m_canvas.area();
    const double factor = std::pow(notchFactor, notches);
    const bool onLeft = at.x() < area.left(), onRight = at.x() > area.right();
    if (zoomsTogether()) {
        zoom(PlotAxis::X, factor, m_canvas.fromPixel(PlotAxis::X, at.x()));
        return zoom(PlotAxis::Y, factor, m_canvas.fromPixel(PlotAxis::Y, at.y()));
    }
    if (onLeft || ctrl)
        zoom(PlotAxis::Y, factor, m_canvas.fromPixel(PlotAxis::Y, at.y()));
    if (hasAxis(PlotAxis::Y2) && (onRight || ctrl))
        zoom(PlotAxis::Y2, factor, m_canvas.fromPixel(PlotAxis::Y2, at.y()));
    if (!ctrl && !onLeft && !onRight)
        zoom(PlotAxis::X, factor, m_canvas.fromPixel(PlotAxis::X, at.x()));
}

void PlotFrame::moveCursor(double pixel)
{
    const QRectF area = m_canvas.area();
    const double x = m_canvas.fromPixel(PlotAxis::X, std::clamp(pixel, area.left(), area.right()));
    showCursor(x);
    Q_EMIT cursorMoved(x);
}

void PlotFrame::pressed(const QPointF &at, bool selecting)
{
    setFocus(Qt::MouseFocusReason);
    m_pressedAt = m_lastDrag = at;
    m_drag = selecting ? Drag::Select : Drag::Pan;
}

void PlotFrame::select(double pixel)
{
    const double a = m_canvas.fromPixel(PlotAxis::X, m_pressedAt.x()), b = m_canvas.fromPixel(PlotAxis::X, pixel);
    setSelection(std::min(a, b), std::max(a, b));
}

void PlotFrame::released(const QPointF &at)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    const bool moved = (at - m_pressedAt).manhattanLength() >= dragThreshold;
    const auto value = [&](PlotAxis axis, double pixel) { return m_canvas.fromPixel(axis, pixel); };
    if (drag == Drag::Select && moved) {
        select(at.x());
        Q_EMIT rangeSelected(m_selectedFrom, m_selectedTo);
    } else if (drag != Drag::None && !moved) {
        clearSelection();
        Q_EMIT clicked(value(PlotAxis::X, at.x()), value(PlotAxis::Y, at.y()));
    }
}

bool PlotFrame::canvasMouse(QEvent *event)
{
    const auto *mouse = static_cast<QMouseEvent *>(event);
    const QPointF at = mouse->position();
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        if (mouse->button() == Qt::LeftButton)
            pressed(at, mouse->modifiers() & Qt::ShiftModifier);
        return mouse->button() == Qt::LeftButton;
    case QEvent::MouseButtonRelease:
        released(at);
        return true;
    case QEvent::MouseButtonDblClick:
        fit();
        return true;
    default:
        break;
    }
    const bool far = (at - m_pressedAt).manhattanLength() >= dragThreshold;
    if (m_drag == Drag::Pan && far)
        pan(std::exchange(m_lastDrag, at), at);
    if (m_drag == Drag::Select && far)
        select(at.x());
    if (m_canvas.area().contains(at))
        moveCursor(at.x());
    return true;
}

bool PlotFrame::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick:
    case QEvent::MouseMove:
        return canvasMouse(event);
    case QEvent::Wheel: {
        const auto *turned = static_cast<QWheelEvent *>(event);
        wheel(turned->position(), turned->angleDelta().y() / 120.0,
              turned->modifiers() & Qt::ControlModifier);
        return true;
    }
    case QEvent::Leave:
        clearCursor();
        Q_EMIT cursorMoved(std::nan(""));
        return false;
    case QEvent::Resize:
        changed(true);
        return false;
    default:
        return Themed::eventFilter(watched, event);
    }
}

void PlotFrame::keyPressEvent(QKeyEvent *event)
{
    const QRectF area = m_canvas.area();
    const double at = std::isnan(m_cursorX) ? area.center().x() : m_canvas.toPixel(PlotAxis::X, m_cursorX);
    const double step = event->modifiers() & Qt::ShiftModifier ? area.width() / 10 : area.width() / 100;
    const double center = m_canvas.fromPixel(PlotAxis::X, std::clamp(at, area.left(), area.right()));
    switch (event->key()) {
    case Qt::Key_Left: return moveCursor(at - step);
    case Qt::Key_Right: return moveCursor(at + step);
    case Qt::Key_Plus:
    case Qt::Key_Equal: return zoom(PlotAxis::X, notchFactor, center);
    case Qt::Key_Minus: return zoom(PlotAxis::X, 1 / notchFactor, center);
    case Qt::Key_Home: return fit();
    case Qt::Key_T: return setTableShown(!isTableShown());
    case Qt::Key_Escape: clearSelection(); return clearCursor();
    default: Themed::keyPressEvent(event);
    }
}

} // namespace espalier::widgets
