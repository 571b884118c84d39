// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/target_dialog.h"

#include "app/shell/messages.h"
#include "app/shell/workbench.h"
#include "recipe/ratios.h"
#include "widgets/controls/segments.h"
#include "widgets/number_format.h"
#include "widgets/themed.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

namespace espalier::app {

namespace format = widgets::format;

namespace {

enum Kind { Speedup, Macs, Parameters };

} // namespace

TargetDialog::TargetDialog(Workbench &workbench, QWidget *parent)
    : Dialog(workbench.themes, Width::Narrow, parent), m_workbench(workbench),
      m_kind(new widgets::Segments(workbench.themes, this)), m_value(new QDoubleSpinBox(this)),
      m_paperScope(new QCheckBox(tr("Inside blocks only, as in the papers"), this)),
      m_result(widgets::makeLabel(workbench.themes, {}))
{
    setHeader({QStringLiteral("solve"), tr("Solve for a target"),
               tr("Every group gets the same ratio, so that the whole network meets the target.")});
    for (const QString &text : {tr("Speed-up"), tr("MACs"), tr("Params")})
        m_kind->addSegment(text);
    m_kind->setAccessibleName(tr("Kind of target"));
    m_paperScope->setChecked(true);
    m_paperScope->setToolTip(tr("First convolutions of residual blocks; the residual stream keeps its width."));
    m_result->setWordWrap(true);
    auto *form = new QFormLayout;
    form->addRow(tr("Target"), m_kind);
    form->addRow(tr("&Value"), m_value);
    form->addRow({}, m_paperScope);
    body()->addLayout(form);
    body()->addWidget(m_result);
    addButton(Place::Close, tr("Cancel"));
    connect(addButton(Place::Primary, tr("Fill ratios")), &QPushButton::clicked, this, &TargetDialog::apply);
    connect(m_kind, &widgets::Segments::currentChanged, this, &TargetDialog::chooseKind);
    connect(m_value, &QDoubleSpinBox::valueChanged, this, &TargetDialog::solve);
    connect(m_paperScope, &QCheckBox::toggled, this, &TargetDialog::solve);
    chooseKind();
}

graph::Target TargetDialog::target() const
{
    switch (m_kind->current()) {
    case Macs: return {graph::Target::Kind::Macs, m_value->value() / 100.0};
    case Parameters: return {graph::Target::Kind::Parameters, m_value->value() / 100.0};
    default: return {graph::Target::Kind::Speedup, m_value->value()};
    }
}

void TargetDialog::chooseKind()
{
    const bool speedup = m_kind->current() == Speedup;
    m_value->setPrefix(speedup ? tr("at least ") : tr("at most "));
    m_value->setSuffix(speedup ? QStringLiteral(" ×") : QStringLiteral(" %"));
    m_value->setDecimals(speedup ? 2 : 1);
    m_value->setSingleStep(speedup ? 0.1 : 5.0);
    m_value->setRange(speedup ? 1.0 : 1.0, speedup ? 100.0 : 100.0);
    m_value->setValue(speedup ? 2.0 : 50.0);
    solve();
}

void TargetDialog::solve()
{
    Project &project = m_workbench.project;
    graph::PlanLimits limits = project.edits().limits;
    limits.locked = project.edits().locked;
    std::set<graph::GroupId> scope;
    if (m_paperScope->isChecked())
        scope = recipe::paperScope(*project.structure());
    auto solution = graph::solveUniform(*project.structure(), target(), limits, scope);
    m_solution.reset();
    if (!solution) {
        m_result->setText(problemText(solution.problem()));
    } else {
        m_solution = *solution;
        const bool speedup = m_kind->current() == Speedup;
        const auto text = [speedup](double value) { return speedup ? format::times(value) : format::percent(value); };
        m_result->setText(tr("Asked %1, got %2. Achievable: %3 to %4.")
                              .arg(text(target().value), text(solution->achieved), text(solution->least), text(solution->most)));
    }
    button(Place::Primary)->setEnabled(m_solution.has_value());
}

void TargetDialog::apply()
{
    m_workbench.project.setRatios(m_solution->ratios, tr("Solve for %1").arg(QString::fromStdString(graph::toString(target()))));
    accept();
}

} // namespace espalier::app
