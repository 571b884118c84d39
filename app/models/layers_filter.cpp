// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/layers_filter.h"

#include "app/models/layer_groups.h"
#include "app/models/layers_model.h"

#include <algorithm>

namespace espalier::app {

LayersFilter::LayersFilter(LayersModel &layers, Project &project, QObject *parent)
    : QSortFilterProxyModel(parent), m_layers(layers), m_project(project)
{
    setSourceModel(&layers);
    setRecursiveFilteringEnabled(true);
    connect(&project, &Project::planChanged, this, [this] {
        if (m_changedOnly)
            invalidateFilter();
    });
}

void LayersFilter::setText(const QString &text)
{
    m_terms = text.split(u' ', Qt::SkipEmptyParts);
    m_error.clear();
    for (const QString &term : std::as_const(m_terms)) {
        bool ok = true;
        if (term.startsWith(QLatin1String("ratio>")))
            (void)term.mid(6).toDouble(&ok);
        if (!ok)
            m_error = tr("Write ratio>0.5 with a number from 0 to 1.");
    }
    invalidateFilter();
}

void LayersFilter::setChangedOnly(bool only)
{
    m_changedOnly = only;
    invalidateFilter();
}

void LayersFilter::setPrunableOnly(bool only)
{
    m_prunableOnly = only;
    invalidateFilter();
}

int LayersFilter::shownLayers() const
{
    int count = 0;
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex entry = index(row, 0);
        count += m_layers.layer(mapToSource(entry)) ? 1 : rowCount(entry);
    }
    return count;
}

bool LayersFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex source = m_layers.index(row, 0, parent);
    return m_layers.layer(source) && accepts(source); // blocks stay by recursive filtering
}

bool LayersFilter::accepts(const QModelIndex &index) const
{
    const graph::Layer &layer = *m_layers.layer(index);
    if (m_prunableOnly && groupsOf(*m_project.structure(), layer).empty())
        return false;
    if (m_changedOnly && highestRatio(layer) <= 0.0)
        return false;
    for (const QString &term : m_terms) {
        if (!acceptsTerm(index, term))
            return false;
    }
    return true;
}

/// Of the ratios asked of its groups; negative if it has none.
double LayersFilter::highestRatio(const graph::Layer &layer) const
{
    double highest = -1.0;
    for (const graph::GroupId group : groupsOf(*m_project.structure(), layer))
        highest = std::max(highest, m_project.edits().ratios[group.index()]);
    return highest;
}

bool LayersFilter::acceptsTerm(const QModelIndex &index, const QString &term) const
{
    const graph::Layer &layer = *m_layers.layer(index);
    if (term.startsWith(QLatin1String("kind:")))
        return QString::fromStdString(layer.op).contains(term.mid(5), Qt::CaseInsensitive);
    if (term.startsWith(QLatin1String("state:")))
        return index.siblingAtColumn(LayersModel::StateColumn).data().toString().contains(term.mid(6), Qt::CaseInsensitive);
    if (term.startsWith(QLatin1String("ratio>")))
        return highestRatio(layer) > term.mid(6).toDouble();
    return QString::fromStdString(layer.name).contains(term, Qt::CaseInsensitive);
}

} // namespace espalier::app
