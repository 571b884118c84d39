// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/mask_dialog.h"

#include "app/shell/messages.h"
#include "app/shell/workbench.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/stat_tile.h"
#include "widgets/number_format.h"
#include "widgets/themed.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

namespace espalier::app {

namespace format = widgets::format;

MaskDialog::MaskDialog(Workbench &workbench, QWidget *parent)
    : Dialog(workbench.themes, Width::Medium, parent), m_workbench(workbench),
      m_weights(new widgets::StatTile(workbench.themes, tr("Weights"), this)),
      m_share(new widgets::StatTile(workbench.themes, tr("Of them zero"), this)),
      m_banner(new widgets::Banner(workbench.themes, {}, this)),
      m_accuracy(widgets::makeLabel(workbench.themes, {}))
{
    const report::ModelInfo &model = *workbench.bridge.snapshot()->model;
    const QString chosen = format::integer(model.weightsChosen);
    setDimsParent(true);
    setHeader({QStringLiteral("marked"), tr("Mask %1 weights").arg(chosen),
               tr("The present state is kept as a version first. Masked weights stay zero in all training to "
                  "come."),
               widgets::Token::Marked, widgets::Token::MarkedSoft});
    buildTiles(model);
    m_banner->setText({widgets::Notice::Info,
                       tr("The network keeps its shape: dense kernels are no faster, and files no smaller. "
                          "Channels can't be cut afterwards."),
                       {},
                       {},
                       false});
    body()->addWidget(m_banner);
    body()->addWidget(m_accuracy);
    addButton(Place::Close, tr("Cancel"));
    QPushButton *go = addButton(Place::Primary, tr("Mask %1 weights").arg(chosen));
    connect(go, &QPushButton::clicked, this, &MaskDialog::mask);
    connect(&workbench.bridge, &SessionBridge::commandFinished, this, &MaskDialog::onFinished);
}

void MaskDialog::buildTiles(const report::ModelInfo &model)
{
    const auto all = static_cast<double>(std::max<std::int64_t>(1, model.weights));
    m_weights->setFigure(format::quantity(static_cast<double>(model.weights)));
    m_share->setBefore(format::percent(static_cast<double>(model.weightsMasked) / all));
    m_share->setFigure(format::percent(static_cast<double>(model.weightsMasked + model.weightsChosen) / all));
    auto *tiles = new QHBoxLayout;
    for (widgets::StatTile *tile : {m_weights, m_share})
        tiles->addWidget(tile, 1, Qt::AlignTop);
    body()->addLayout(tiles);
}

void MaskDialog::mask()
{
    button(Place::Primary)->setEnabled(false);
    m_accuracy->setText(tr("Masking and measuring…"));
    m_running = m_workbench.bridge.post(session::CommitPlan{});
}

void MaskDialog::onFinished(const report::CommandDone &done)
{
    if (done.id != m_running)
        return;
    const auto &report = m_workbench.bridge.snapshot()->cut;
    if (!done.problem && report)
        return showResult(*report);
    m_accuracy->clear();
    m_banner->setText({widgets::Notice::Danger, problemText(*done.problem).toHtmlEscaped(), {}, {}, false});
    button(Place::Primary)->setEnabled(true);
}

void MaskDialog::showResult(const report::CutReport &report)
{
    setHeader({QStringLiteral("marked"),
               tr("Masked: %1 of the weights stay").arg(format::percent(report.weightsKept)),
               tr("The state before is kept in the timeline."), widgets::Token::Marked,
               widgets::Token::MarkedSoft});
    m_share->setFigure(format::percent(1.0 - report.weightsKept));
    const auto &before = report.accuracyBefore, &after = report.accuracyAfter;
    if (before && after)
        m_accuracy->setText(tr("Before %1 %, masked %2 %")
                                .arg(format::fixed(before->top1, 1), format::fixed(after->top1, 1)));
    else
        m_accuracy->setText(tr("Accuracy was not measured: no data is bound."));
    button(Place::Primary)->hide();
    button(Place::Close)->setText(tr("Close"));
}

} // namespace espalier::app
