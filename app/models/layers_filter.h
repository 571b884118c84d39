// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/structure.h"

#include <QtCore/QSortFilterProxyModel>

namespace espalier::app {

class LayersModel;
class Project;

/// Filters the layer table: any text in the name, `kind:conv`, `state:frozen`, `ratio>0.5`, and the chips. A block
/// stays while any of its layers does.
class LayersFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    LayersFilter(LayersModel &layers, Project &project, QObject *parent = nullptr);

    void setText(const QString &text);
    void setChangedOnly(bool only);
    void setPrunableOnly(bool only);
    /// What is wrong with the text, or empty.
    const QString &error() const { return m_error; }
    int shownLayers() const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool accepts(const QModelIndex &layer) const;
    double highestRatio(const graph::Layer &layer) const;
    bool acceptsTerm(const QModelIndex &layer, const QString &term) const;

    LayersModel &m_layers;
    Project &m_project;
    QStringList m_terms;
    QString m_error;
    bool m_changedOnly = false;
    bool m_prunableOnly = false;
};

} // namespace espalier::app
