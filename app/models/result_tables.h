// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/run_comparison.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QStringList>

namespace espalier::app {

/// Texts in rows and columns, the first column naming the row.
struct TextTable
{
    QStringList headers;
    QList<QStringList> rows;
};

/// Runs beside each other; the first is the one at hand.
struct ShownRun
{
    QString name;
    report::RunRecord record;
};

/// Accuracies at every station, costs, and all figures, one column per run; beside the first the published
/// range, how far the run is from it, and whether that is inside.
TextTable figuresTable(const QList<ShownRun> &runs);
/// What both runs removed, in total and per layer. Empty if there is no second run or their widths do not
/// match.
TextTable masksTable(const ShownRun &a, const ShownRun &b);
/// The run's phases with their steps and seconds.
TextTable phasesTable(const ShownRun &run);
/// Fields of the recipe that differ.
TextTable differencesTable(const QList<ShownRun> &runs);

/// Shows a TextTable; all but the first column right-aligned.
class TextTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setTable(TextTable table);
    const TextTable &table() const { return m_table; }
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    TextTable m_table;
};

} // namespace espalier::app
