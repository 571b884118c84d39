// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/range_statistics.h"

#include "widgets/controls/buttons.h"
#include "widgets/number_format.h"
#include "widgets/plots/line_plot.h"
#include "widgets/themed.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>

#include <algorithm>
#include <cmath>

namespace espalier::app {

namespace format = widgets::format;

namespace {

constexpr int mostRows = 5;

} // namespace

RangeStatistics::RangeStatistics(const widgets::ThemeService &themes, widgets::LinePlot &plot,
                                 QWidget *parent)
    : QWidget(parent), m_themes(themes), m_plot(plot),
      m_range(widgets::makeLabel(themes, {}, widgets::FontRole::Caption, "secondary")),
      m_view(new QTableView(this)), m_model(new widgets::PlotTableModel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(m_view);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Statistics of the chosen range"));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setShowGrid(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->verticalHeader()->hide();
    hide();
    connect(&plot, &widgets::PlotFrame::rangeSelected, this, &RangeStatistics::showRange);
    connect(&plot, &widgets::PlotFrame::selectionCleared, this, &QWidget::hide);
    connect(&themes, &widgets::ThemeService::changed, this, &RangeStatistics::fit);
}

QWidget *RangeStatistics::makeHeader()
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 2, 8, 2);
    row->addWidget(m_range);
    row->addStretch(1);
    QToolButton *close =
        widgets::makeIconButton(m_themes, QStringLiteral("close"), tr("Forget the chosen range"), header);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, [this] {
        m_plot.setSelection(std::nan(""), std::nan(""));
        hide();
    });
    return header;
}

void RangeStatistics::showRange(double from, double to)
{
    QList<QPair<QString, widgets::SeriesStatistics>> rows = m_plot.statistics(from, to);
    rows.removeIf([](const auto &row) { return row.second.count == 0; });
    m_range->setText(tr("%1 %2 to %3")
                         .arg(m_plot.axisSpec(widgets::PlotAxis::X).title, format::general(from, 6),
                              format::general(to, 6)));
    const auto cell = [rows](int row, int column) -> QVariant {
        const widgets::SeriesStatistics &of = rows[row].second;
        switch (column) {
        case 0:
            return rows[row].first;
        case 1:
            return static_cast<double>(of.count);
        case 2:
            return of.least;
        case 3:
            return of.most;
        case 4:
            return of.mean;
        case 5:
            return of.count > 1 ? of.deviation : std::nan("");
        default:
            return of.count > 1 ? of.slope : std::nan("");
        }
    };
    m_model->setTable(
        {{tr("curve"), tr("count"), tr("least"), tr("greatest"), tr("mean"), tr("std"), tr("slope")},
         static_cast<int>(rows.size()),
         cell});
    m_view->resizeColumnsToContents();
    m_view->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    fit();
    setVisible(true);
}

void RangeStatistics::fit()
{
    const int row = m_themes.metrics().row;
    m_view->verticalHeader()->setDefaultSectionSize(row);
    const int rows = std::clamp(m_model->rowCount(), 1, mostRows);
    m_view->setFixedHeight(m_view->horizontalHeader()->sizeHint().height() + rows * row + 2);
}

} // namespace espalier::app
