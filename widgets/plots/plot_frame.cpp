// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_frame.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"
#include "widgets/plots/plot_axes.h"

#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QTableView>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {
namespace {

constexpr PlotAxis allAxes[]{PlotAxis::X, PlotAxis::Y, PlotAxis::Y2};

} // namespace

PlotFrame::PlotFrame(const ThemeService &themes, RepaintGate &gate, QWidget *parent)
    : Themed(themes, parent), m_gate(gate), m_legend(new PlotLegend(themes)), m_plotPage(new QWidget(this)),
      m_canvas(m_plotPage), m_cursor(new PlotCursor(themes, m_canvas.widget())), m_cursorX(std::nan("")),
      m_selectedFrom(std::nan("")), m_selectedTo(std::nan(""))
{
    setFocusPolicy(Qt::StrongFocus);
    layOut();
    m_cursor->hide();
    m_canvas.widget()->installEventFilter(this);
    m_canvas.addOverlay(PlotCanvas::Depth::BelowData, [this](QPainter &painter) {
        painter.save();
        paintBelow(painter);
        painter.restore();
        paintSelection(painter);
        if (drawsAxes())
            paintGrid(painter);
    });
    m_canvas.addOverlay(PlotCanvas::Depth::AboveData, [this](QPainter &painter) {
        painter.save();
        paintAbove(painter);
        painter.restore();
        if (drawsAxes())
            paintAxes(painter);
    });
    m_canvas.setGround(theme()[Token::Plot]);
}

PlotFrame::~PlotFrame()
{
    m_gate.forget(*this);
    m_canvas.widget()->removeEventFilter(this);
}

void PlotFrame::layOut()
{
    auto *outer = new QVBoxLayout(this); // a stacked layout knows no margins
    outer->setContentsMargins(2, 2, 2, 2); // for the focus ring
    m_stack = new QStackedLayout;
    outer->addLayout(m_stack);
    m_stack->addWidget(m_plotPage);
    m_column = new QBoxLayout(QBoxLayout::TopToBottom, m_plotPage);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addWidget(m_legend);
    m_column->addWidget(m_canvas.widget(), 1);
    setMinimumSize(160, 100);
    relayLegend();
}

void PlotFrame::relayLegend()
{
    const bool list = m_legend->isList();
    m_column->setDirection(list ? QBoxLayout::RightToLeft : QBoxLayout::TopToBottom);
    const int side = margins().left();
    m_legend->setContentsMargins(0, 0, 0, 0);
    m_legend->setVisible(!m_legend->entries().isEmpty());
    m_legend->setSizePolicy(list ? QSizePolicy::Fixed : QSizePolicy::Expanding,
                            list ? QSizePolicy::Expanding : QSizePolicy::Fixed);
    m_legend->setIndent(list ? 0 : side);
}

void PlotFrame::setTitle(const QString &title)
{
    setAccessibleName(title);
    m_legend->setAccessibleName(tr("Legend of %1").arg(title));
}

void PlotFrame::setAxis(PlotAxis axis, const AxisSpec &spec)
{
    m_axes[std::size_t(axis)] = spec;
    m_used[std::size_t(axis)] = true;
    m_canvas.setScale(axis, spec.scale);
    changed();
}

void PlotFrame::setScale(PlotAxis axis, AxisScale scale)
{
    m_axes[std::size_t(axis)].scale = scale;
    m_canvas.setScale(axis, scale);
    fit();
}

void PlotFrame::setRange(PlotAxis axis, AxisRange range)
{
    m_follows = false;
    m_canvas.setRange(axis, range);
    changed(true);
}

void PlotFrame::fit()
{
    m_follows = true;
    changed(true);
}

void PlotFrame::applyFit()
{
    for (PlotAxis axis : allAxes) {
        AxisRange range;
        if (hasAxis(axis) && dataRange(axis, range))
            m_canvas.setRange(axis, padded(range, m_canvas.scale(axis), paddingOf(axis)));
    }
}

QMargins PlotFrame::margins() const
{
    const Metrics &m = metrics();
    return {m.px(48), m.px(8), m.px(hasAxis(PlotAxis::Y2) ? 52 : 12), m.px(34)};
}

bool PlotFrame::isOnScreen() const
{
    return isVisible() && !window()->isMinimized();
}

void PlotFrame::repaintNow()
{
    m_canvas.setMargins(margins());
    if (m_follows)
        applyFit();
    refresh();
    m_canvas.replot();
    if (!std::isnan(m_cursorX))
        placeCursor(m_cursorX);
}

void PlotFrame::themeChanged()
{
    m_canvas.setGround(theme()[Token::Plot]);
    relayLegend();
    changed(true);
}

void PlotFrame::showEvent(QShowEvent *event)
{
    changed(true);
    Themed::showEvent(event);
}

void PlotFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme()[Token::Plot]);
    drawFocus(painter, rect(), 3);
}

void PlotFrame::paintGrid(QPainter &painter) const
{
    const AxesPainter axes{painter, themes(), m_canvas.area()};
    for (PlotAxis axis : {PlotAxis::X, PlotAxis::Y}) {
        const bool across = axis == PlotAxis::X;
        const int room = across ? axes.ticksAcross() : axes.ticksDown();
        const AxisRange range = m_canvas.range(axis);
        for (double value : makeTicks(range.low, range.high, m_canvas.scale(axis), room).positions)
            axes.gridLine(across, m_canvas.toPixel(axis, value));
    }
}

void PlotFrame::paintSelection(QPainter &painter) const
{
    if (std::isnan(m_selectedFrom))
        return;
    const QRectF area = m_canvas.area();
    const auto inside = [&](double x) {
        return std::clamp(m_canvas.toPixel(PlotAxis::X, x), area.left(), area.right());
    };
    const double left = inside(m_selectedFrom), right = inside(m_selectedTo);
    painter.fillRect(QRectF(left, area.top(), right - left, area.height()), theme().faded(Token::Accent, 0.12));
    for (double x : {left, right})
        painter.fillRect(QRectF(std::round(x), area.top(), 1, area.height()), theme()[Token::Accent]);
}

void PlotFrame::setSelection(double from, double to)
{
    m_selectedFrom = from;
    m_selectedTo = to;
    changed(true);
}

void PlotFrame::clearSelection()
{
    if (std::isnan(m_selectedFrom))
        return;
    setSelection(std::nan(""), std::nan(""));
    Q_EMIT selectionCleared();
}

void PlotFrame::paintAxes(QPainter &painter) const
{
    const AxesPainter axes{painter, themes(), m_canvas.area()};
    for (PlotAxis axis : allAxes) {
        if (!hasAxis(axis))
            continue;
        const AxisRange range = m_canvas.range(axis);
        const int room = axis == PlotAxis::X ? axes.ticksAcross() : axes.ticksDown();
        const AxisTicks ticks = makeTicks(range.low, range.high, m_canvas.scale(axis), room);
        QList<double> pixels;
        for (double value : ticks.positions)
            pixels << m_canvas.toPixel(axis, value);
        axes.axis(axis, {pixels, ticks.labels, axisSpec(axis).title}, margins(), stripBelow());
    }
}

Readout PlotFrame::readoutAt(double) const
{
    return {};
}

void PlotFrame::showCursor(double x)
{
    m_cursorX = x;
    std::isnan(x) ? clearCursor() : placeCursor(x);
}

void PlotFrame::clearCursor()
{
    m_cursorX = std::nan("");
    m_cursor->clear();
}

void PlotFrame::placeCursor(double x)
{
    const double pixel = m_canvas.toPixel(PlotAxis::X, x);
    const QRectF area = m_canvas.area();
    if (pixel < area.left() || pixel > area.right())
        return m_cursor->clear();
    const Readout readout = readoutAt(x);
    m_cursor->show(pixel, area, readout);
    QStringList words{readout.title + QLatin1Char(' ') + readout.value};
    for (const ReadoutRow &row : readout.rows)
        words << row.key.name + QLatin1Char(' ') + row.value;
    setAccessibleDescription(words.join(QLatin1String(", ")));
}

bool PlotFrame::isTableShown() const
{
    return m_tableView && m_stack->currentWidget() == m_tableView;
}

void PlotFrame::setTableShown(bool shown)
{
    if (!shown)
        return m_stack->setCurrentWidget(m_plotPage);
    if (!m_tableView) {
        m_tableView = new QTableView(this);
        m_tableView->setModel(new PlotTableModel(m_tableView));
        m_tableView->setFrameShape(QFrame::NoFrame);
        m_tableView->verticalHeader()->hide();
        m_tableView->horizontalHeader()->setStretchLastSection(true);
        m_stack->addWidget(m_tableView);
    }
    m_tableView->setAccessibleName(tr("%1 as table").arg(title()));
    m_tableView->verticalHeader()->setDefaultSectionSize(metrics().row);
    static_cast<PlotTableModel *>(m_tableView->model())->setTable(table());
    m_stack->setCurrentWidget(m_tableView);
}

} // namespace espalier::widgets
