// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/preview_panel.h"

#include "app/models/actions.h"
#include "app/models/engine_texts.h"
#include "app/models/project.h"
#include "app/models/selection.h"
#include "widgets/controls/banner.h"
#include "widgets/controls/scrolled_column.h"
#include "widgets/number_format.h"
#include "widgets/themed.h"

#include <QtWidgets/QGridLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

namespace format = widgets::format;
using widgets::FontRole;

namespace {

/// "Removing one channel takes: layer1.0.conv1.weight rows, layer1.0.bn1 …" in words.
QString groupText(const graph::Group &group)
{
    QStringList producers, consumers;
    for (const std::string &name : group.producers)
        producers.append(QString::fromStdString(name).toHtmlEscaped());
    for (const std::string &name : group.consumers)
        consumers.append(QString::fromStdString(name).toHtmlEscaped());
    const auto few = [](const QStringList &names) {
        return names.size() <= 4 ? names.join(QStringLiteral(", "))
                                 : PreviewPanel::tr("%1 and %n more", nullptr, static_cast<int>(names.size() - 3))
                                       .arg(names.mid(0, 3).join(QStringLiteral(", ")));
    };
    QString text = PreviewPanel::tr("<b>%1</b>, %n channel(s)", nullptr, group.channels).arg(groupTitle(group.name).toHtmlEscaped());
    text += QStringLiteral("<br>") + PreviewPanel::tr("made by %1").arg(few(producers));
    text += QStringLiteral("<br>") + PreviewPanel::tr("read by %1").arg(few(consumers));
    for (const std::string &tie : group.ties)
        text += QStringLiteral("<br>") + translated(tie).toHtmlEscaped();
    if (group.approximate)
        text += QStringLiteral("<br>") + PreviewPanel::tr("Approximate: statistics of kept channels change.");
    return text;
}

} // namespace

PreviewPanel::PreviewPanel(const PanelContext &context, QWidget *parent)
    : Panel(parent), m_context(context), m_grid(new QGridLayout), m_speedup(widgets::makeLabel(context.themes, {}, FontRole::Figure)),
      m_group(widgets::makeLabel(context.themes, {}, FontRole::Base, "secondary")),
      m_banners(new widgets::BannerStack(context.themes, this))
{
    auto *column = new QVBoxLayout(makeScrolled());
    column->setContentsMargins(12, 8, 12, 12);
    column->addWidget(m_speedup);
    column->addLayout(m_grid);
    m_grid->setColumnStretch(0, 1);
    m_grid->setHorizontalSpacing(16);
    addHeader();
    m_macs = addRow(tr("MACs"));
    m_parameters = addRow(tr("Params"));
    m_size = addRow(tr("Weights, fp32"));
    m_group->setWordWrap(true);
    column->addSpacing(8);
    column->addWidget(m_group);
    column->addStretch(1);
    column->addWidget(m_banners);
    connect(&context.project, &Project::planChanged, this, &PreviewPanel::refreshCosts);
    connect(&context.project, &Project::planChanged, this, &PreviewPanel::refreshProblems);
    connect(&context.selection, &Selection::changed, this, &PreviewPanel::refreshGroup);
    connect(&context.project, &Project::structureChanged, this, &PreviewPanel::refreshGroup);
    refreshCosts();
    setSubtitle(tr("this plan"));
}

QWidget *PreviewPanel::makeScrolled()
{
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new widgets::ScrolledColumn(this);
    whole->addWidget(scroll);
    return scroll->content();
}

void PreviewPanel::addHeader()
{
    const QString titles[] = {{}, tr("now"), tr("plan"), tr("change")};
    for (int column = 1; column < 4; ++column)
        m_grid->addWidget(widgets::makeLabel(m_context.themes, titles[column], FontRole::Caption, "caption"), 0, column, Qt::AlignRight);
}

PreviewPanel::Row PreviewPanel::addRow(const QString &caption)
{
    const int line = m_grid->rowCount();
    m_grid->addWidget(widgets::makeLabel(m_context.themes, caption), line, 0);
    const Row row{widgets::makeLabel(m_context.themes, {}, FontRole::Base, "caption"),
                  widgets::makeLabel(m_context.themes, {}, FontRole::Strong), widgets::makeLabel(m_context.themes, {})};
    int column = 1;
    for (QLabel *label : {row.now, row.planned, row.change})
        m_grid->addWidget(label, line, column++, Qt::AlignRight);
    return row;
}

void PreviewPanel::fill(const Row &row, std::int64_t now, std::int64_t planned)
{
    row.now->setText(format::quantity(static_cast<double>(now)));
    row.planned->setText(format::quantity(static_cast<double>(planned)));
    const double share = now > 0 ? static_cast<double>(planned - now) / static_cast<double>(now) : 0.0;
    row.change->setText(format::signedPercent(share));
}

void PreviewPanel::refreshCosts()
{
    const graph::Preview &preview = m_context.project.preview();
    fill(m_macs, preview.before.macs, preview.after.macs);
    fill(m_parameters, preview.before.parameters, preview.after.parameters);
    fill(m_size, preview.before.parameters * 4, preview.after.parameters * 4);
    m_size.now->setText(format::bytes(static_cast<double>(preview.before.parameters * 4)));
    m_size.planned->setText(format::bytes(static_cast<double>(preview.after.parameters * 4)));
    m_speedup->setText(m_context.project.hasModel() ? tr("%1 fewer MACs").arg(format::times(preview.speedup())) : QString());
}

void PreviewPanel::refreshGroup()
{
    const base::GroupId group = m_context.selection.group();
    const auto &structure = m_context.project.structure();
    const bool known = structure && group.isValid() && group.index() < structure->groups.size();
    m_group->setText(known ? groupText(structure->group(group)) : tr("Select a layer to see what it is tied to."));
}

void PreviewPanel::refreshProblems()
{
    m_banners->clear();
    if (const base::Problem *problem = m_context.project.planProblem())
        m_banners->post(QStringLiteral("plan"), {widgets::Notice::Danger, problemText(*problem).toHtmlEscaped(), {}, {}, false});
}

} // namespace espalier::app
