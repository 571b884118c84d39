// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/result_panel.h"

#include "app/bridge/session_bridge.h"
#include "app/models/engine_texts.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/empty_state.h"
#include "widgets/controls/segments.h"
#include "widgets/number_format.h"
#include "widgets/themed.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedLayout>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

namespace format = widgets::format;

namespace {

enum View { Figures, Masks, Phases, Recipes };

} // namespace

ResultPanel::ResultPanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_pages(new QStackedLayout(this)),
      m_view(new widgets::Segments(context.themes)), m_table(new QTableView(this)),
      m_model(new TextTableModel(this)),
      m_remarks(widgets::makeLabel(context.themes, {}, widgets::FontRole::Caption, "secondary"))
{
    m_pages->addWidget(new widgets::EmptyState(context.themes,
                                               {QStringLiteral("compare"),
                                                tr("What a run came to appears here when it has ended, "
                                                   "beside the published figures and other runs."),
                                                {}},
                                               this));
    m_pages->addWidget(makePage());
    connect(&context.bridge, &SessionBridge::snapshotChanged, this, &ResultPanel::takeResult);
    connect(m_view, &widgets::Segments::currentChanged, this, &ResultPanel::refresh);
    connect(&context.themes, &widgets::ThemeService::changed, this, &ResultPanel::refresh);
    takeResult();
}

QWidget *ResultPanel::makePage()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 8);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 0, 12, 0);
    for (const QString &text : {tr("figures"), tr("masks"), tr("phases"), tr("recipes")})
        m_view->addSegment(text);
    m_view->setAccessibleName(tr("What is shown"));
    tools->addWidget(m_view);
    tools->addStretch(1);
    addButtons(*tools);
    column->addLayout(tools);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Result"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->verticalHeader()->hide();
    column->addWidget(m_table, 1);
    m_remarks->setWordWrap(true);
    m_remarks->setContentsMargins(12, 0, 12, 0);
    column->addWidget(m_remarks);
    return page;
}

void ResultPanel::addButtons(QHBoxLayout &row)
{
    QPushButton *add = widgets::makeButton(tr("Compare with…"), widgets::ButtonKind::Normal, this);
    m_alone = widgets::makeButton(tr("Only this run"), widgets::ButtonKind::Quiet, this);
    row.addWidget(m_alone);
    row.addWidget(add);
    connect(add, &QPushButton::clicked, this, &ResultPanel::compareRequested);
    connect(m_alone, &QPushButton::clicked, this, [this] {
        m_runs.resize(std::min<qsizetype>(1, m_runs.size()));
        refresh();
    });
}

void ResultPanel::takeResult()
{
    const auto &result = m_context.bridge.snapshot()->result;
    if (result == m_shown && (result != nullptr || m_runs.isEmpty()))
        return;
    m_shown = result;
    if (result && m_runs.isEmpty())
        m_runs.append({tr("this run"), *result});
    else if (result)
        m_runs.front().record = *result;
    else
        m_runs.clear();
    refresh();
}

void ResultPanel::addRun(const QString &name, report::RunRecord record)
{
    if (m_runs.isEmpty())
        return;
    m_runs.append({name, std::move(record)});
    refresh();
}

TextTable ResultPanel::shownTable() const
{
    switch (m_view->current()) {
    case Masks:
        return m_runs.size() > 1 ? masksTable(m_runs.front(), m_runs.back()) : TextTable();
    case Phases:
        return phasesTable(m_runs.front());
    case Recipes:
        return differencesTable(m_runs);
    default:
        return figuresTable(m_runs);
    }
}

/// What differs from the publication, and how far the runs may be held against each other.
QString ResultPanel::remarks() const
{
    QStringList lines;
    const report::RunRecord &run = m_runs.front().record;
    if (m_view->current() == Figures && run.published) {
        for (const std::string &caveat : run.published->caveats)
            lines.append(tr("Not as published: %1").arg(translated(caveat)));
    }
    if (m_runs.size() < 2)
        return m_view->current() == Masks || m_view->current() == Recipes
                   ? tr("Choose a run to compare with.")
                   : lines.join(u'\n');
    std::vector<report::RunRecord> records;
    for (const ShownRun &shown : m_runs)
        records.push_back(shown.record);
    const report::Fairness fair = report::fairness(records);
    QStringList missing;
    for (const std::string &part : fair.missing)
        missing.append(translated(part));
    lines.append(
        missing.isEmpty()
            ? tr("Fairness %1 of 5").arg(fair.level)
            : tr("Fairness %1 of 5; missing: %2").arg(fair.level).arg(missing.join(QStringLiteral(", "))));
    if (const auto points = report::learningRateSensitivity(records.front(), records.back()))
        lines.append(tr("Sensitivity to the learning rate: %1 points, smaller minus larger")
                         .arg(format::signedFixed(*points, 2)));
    return lines.join(u'\n');
}

void ResultPanel::refresh()
{
    m_pages->setCurrentIndex(m_runs.isEmpty() ? 0 : 1);
    if (m_runs.isEmpty())
        return setSubtitle({});
    m_alone->setVisible(m_runs.size() > 1);
    m_model->setTable(shownTable());
    m_table->verticalHeader()->setDefaultSectionSize(m_context.themes.metrics().row);
    m_table->resizeColumnsToContents();
    m_table->horizontalHeader()->setStretchLastSection(false);
    const QString text = remarks();
    m_remarks->setText(text);
    m_remarks->setVisible(!text.isEmpty());
    setSubtitle(m_runs.size() > 1 ? tr("%n run(s)", nullptr, static_cast<int>(m_runs.size())) : QString());
}

} // namespace espalier::app
