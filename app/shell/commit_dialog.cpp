// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/commit_dialog.h"

#include "app/models/engine_texts.h"
#include "app/models/ledger_model.h"
#include "app/shell/messages.h"
#include "app/shell/workbench.h"
#include "base/file.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/buttons.h"
#include "widgets/controls/stat_tile.h"
#include "widgets/number_format.h"
#include "widgets/tables/layer_delegates.h"
#include "widgets/themed.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

#include <algorithm>

namespace espalier::app {

namespace format = widgets::format;

namespace {

QStringList groupNames(const graph::Structure &structure, const std::vector<graph::LedgerRow> &rows)
{
    QStringList names;
    for (const graph::LedgerRow &row : rows)
        names.append(groupTitle(structure.group(row.group).name));
    return names;
}

int groupsTouched(const std::vector<graph::LedgerRow> &rows)
{
    return static_cast<int>(std::ranges::count_if(rows, [](const graph::LedgerRow &row) { return row.removed > 0; }));
}

} // namespace

CommitDialog::CommitDialog(Workbench &workbench, QWidget *parent)
    : Dialog(workbench.themes, Width::Wide, parent), m_workbench(workbench),
      m_macs(new widgets::StatTile(workbench.themes, tr("MACs"), this)),
      m_parameters(new widgets::StatTile(workbench.themes, tr("Params"), this)),
      m_speedup(new widgets::StatTile(workbench.themes, tr("Fewer MACs by"), this)), m_table(new QTableView(this)),
      m_recalibrate(new QCheckBox(tr("Recalibrate BatchNorm"), this)),
      m_forward(new QCheckBox(tr("Forward removed channels' constants"), this)),
      m_approximate(new QCheckBox(this)), m_parity(new widgets::Banner(workbench.themes, {}, this)),
      m_accuracy(widgets::makeLabel(workbench.themes, {}))
{
    const int groups = groupsTouched(workbench.project.plan()->ledger);
    setDimsParent(true);
    setHeader({QStringLiteral("cut"), tr("Cut %n group(s)", nullptr, groups),
               tr("The present state is kept as a version first. The cut holds only if masked and cut agree."),
               widgets::Token::Cut, widgets::Token::CutSoft});
    buildTiles();
    buildTable();
    buildOptions();
    buildButtons();
    const graph::Preview &preview = workbench.project.preview();
    showCosts(preview.before, preview.after);
    m_parity->hide();
    body()->addWidget(m_parity);
    body()->addWidget(m_accuracy);
    connect(&workbench.bridge, &SessionBridge::commandFinished, this, &CommitDialog::onFinished);
}

void CommitDialog::buildTiles()
{
    auto *tiles = new QHBoxLayout;
    for (widgets::StatTile *tile : {m_macs, m_parameters, m_speedup})
        tiles->addWidget(tile, 1, Qt::AlignTop);
    body()->addLayout(tiles);
}

void CommitDialog::buildTable()
{
    const auto &rows = m_workbench.project.plan()->ledger;
    m_table->setItemDelegate(new widgets::CellDelegate(themes(), m_table));
    m_table->setItemDelegateForColumn(LedgerModel::GroupColumn, new widgets::NameDelegate(themes(), m_table));
    m_table->setModel(new LedgerModel(rows, groupNames(*m_workbench.project.structure(), rows), m_table));
    m_table->setAccessibleName(tr("Ledger"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(themes().metrics().row);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(LedgerModel::GroupColumn, nameWidth());
    m_table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents); // as many rows as the window has room for
    m_table->setMinimumHeight(themes().metrics().row * 4);
    body()->addWidget(m_table, 1);
}

int CommitDialog::nameWidth() const
{
    const QFontMetrics metrics(themes().fonts().mono);
    int widest = 0;
    for (int row = 0; row < m_table->model()->rowCount(); ++row)
        widest = std::max(widest, metrics.horizontalAdvance(m_table->model()->index(row, LedgerModel::GroupColumn).data().toString()));
    return std::min(widest, themes().metrics().px(280)) + 2 * themes().metrics().padding;
}

void CommitDialog::buildOptions()
{
    m_recalibrate->setChecked(m_workbench.bridge.snapshot()->data != nullptr);
    m_recalibrate->setEnabled(m_workbench.bridge.snapshot()->data != nullptr);
    m_recalibrate->setToolTip(m_recalibrate->isEnabled() ? tr("Re-estimates running mean and variance on training images.")
                                                         : tr("Needs data: Model > Bind Data."));
    m_forward->setToolTip(tr("What removed channels still emit is added to the next bias or running mean. Exact except at "
                             "zero-padded borders."));
    QStringList approximate;
    for (const graph::LedgerRow &row : m_workbench.project.plan()->ledger) {
        const graph::Group &group = m_workbench.project.structure()->group(row.group);
        if (row.removed > 0 && group.approximate)
            approximate.append(groupTitle(group.name));
    }
    m_approximate->setText(tr("%n approximate group(s): statistics of kept channels change. Cut all the same", nullptr,
                              static_cast<int>(approximate.size())));
    m_approximate->setToolTip(approximate.join(u'\n'));
    m_approximate->setVisible(!approximate.isEmpty());
    auto *options = new QHBoxLayout;
    for (QCheckBox *box : {m_recalibrate, m_forward, m_approximate})
        options->addWidget(box);
    options->addStretch(1);
    body()->addLayout(options);
}

void CommitDialog::buildButtons()
{
    connect(addButton(Place::Back, tr("Save ledger as CSV…")), &QPushButton::clicked, this, &CommitDialog::saveCsv);
    addButton(Place::Close, tr("Cancel"));
    const int groups = groupsTouched(m_workbench.project.plan()->ledger);
    QPushButton *go = addButton(Place::Primary, tr("Cut %n group(s)", nullptr, groups));
    const auto enable = [this, go] {
        go->setEnabled(m_approximate->isHidden() || m_approximate->isChecked());
        go->setToolTip(go->isEnabled() ? QString() : tr("Tick that approximate groups may be cut."));
    };
    connect(m_approximate, &QCheckBox::toggled, go, enable);
    connect(go, &QPushButton::clicked, this, &CommitDialog::cut);
    enable();
}

void CommitDialog::showCosts(const graph::Cost &before, const graph::Cost &after)
{
    const auto fill = [](widgets::StatTile *tile, std::int64_t was, std::int64_t is) {
        const double share = was > 0 ? static_cast<double>(is - was) / static_cast<double>(was) : 0.0;
        tile->setBefore(format::quantity(static_cast<double>(was)));
        tile->setFigure(format::quantity(static_cast<double>(is)));
        tile->setDelta(format::signedPercent(share));
    };
    fill(m_macs, before.macs, after.macs);
    fill(m_parameters, before.parameters, after.parameters);
    m_speedup->setFigure(format::times(static_cast<double>(before.macs) / static_cast<double>(std::max<std::int64_t>(after.macs, 1))));
}

void CommitDialog::cut()
{
    button(Place::Primary)->setEnabled(false);
    m_accuracy->setText(tr("Cutting and comparing…"));
    const graph::PlanResult &plan = *m_workbench.project.plan();
    const session::CommitOptions options{m_forward->isChecked(), m_recalibrate->isChecked(), m_approximate->isChecked()};
    m_running = m_workbench.bridge.post(session::CommitPlan{plan.plan, plan.ledger, options});
}

void CommitDialog::onFinished(const report::CommandDone &done)
{
    if (done.id != m_running)
        return;
    const auto &report = m_workbench.bridge.snapshot()->cut;
    if (!done.problem && report)
        return showResult(*report);
    m_accuracy->clear();
    m_parity->setText({widgets::Notice::Danger, problemText(*done.problem).toHtmlEscaped(), {}, {}, false});
    m_parity->show();
    button(Place::Primary)->setEnabled(true);
}

void CommitDialog::showResult(const report::CutReport &report)
{
    setHeader({QStringLiteral("cut"), tr("%n group(s) cut, outputs agree", nullptr, groupsTouched(report.ledger)),
               tr("The marked channels have left the model. The state before is kept in the timeline."), widgets::Token::Cut,
               widgets::Token::CutSoft});
    showCosts(report.before, report.after);
    const QString agree = tr("<b>Masked and cut agree.</b> max |Δlogit| %1, allowed %2. Same class on %3 of %n sample(s).",
                             nullptr, static_cast<int>(report.parity.samples))
                              .arg(format::scientific(report.parity.maxAbsDiff, 2), format::scientific(report.parity.tolerance, 2),
                                   format::percent(report.parity.argmaxAgreement));
    m_parity->setText({widgets::Notice::Success, agree, {}, {}, false});
    m_parity->show();
    m_accuracy->setText(accuracies(report));
    button(Place::Primary)->hide();
    button(Place::Close)->setText(tr("Close"));
}

QString CommitDialog::accuracies(const report::CutReport &report) const
{
    QStringList parts;
    const auto add = [&parts](const QString &name, const std::optional<report::Accuracy> &accuracy) {
        if (accuracy)
            parts.append(QStringLiteral("%1 %2 %").arg(name, format::plusMinus(accuracy->top1, (accuracy->high - accuracy->low) / 2, 1)));
    };
    add(tr("Before the cut"), report.accuracyBefore);
    add(tr("after the cut"), report.accuracyAfter);
    add(tr("with constants forwarded"), report.accuracyForwarded);
    add(tr("after recalibration"), report.accuracyRecalibrated);
    return parts.isEmpty() ? tr("Accuracy was not measured: no data is bound.") : parts.join(QStringLiteral("  ·  "));
}

void CommitDialog::saveCsv()
{
    const QString file = m_workbench.prompt->saveFile(
        this, {tr("Save ledger"), m_workbench.settings.lastFolder(), tr("Tables (*.csv)"), QStringLiteral("ledger.csv")});
    if (file.isEmpty())
        return;
    const auto *ledger = static_cast<const LedgerModel *>(m_table->model());
    const auto written = base::writeFileAtomically(file.toStdString(), ledger->toCsv().toStdString());
    if (!written)
        showProblem(*this, written.problem());
}

} // namespace espalier::app
