// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/result_tables.h"

#include "app/models/phase_texts.h"
#include "widgets/number_format.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace espalier::app {

namespace format = widgets::format;

namespace {

using report::RunRecord;
using ValueOf = QString (*)(const RunRecord &);

QString worded(const char *text)
{
    return TextTableModel::tr(text);
}

QString top1(const std::optional<report::Accuracy> &accuracy)
{
    return accuracy ? format::fixed(accuracy->top1, 2) : format::none();
}

QString speedup(const RunRecord &run)
{
    return run.after.macs > 0
               ? format::fixed(static_cast<double>(run.before.macs) / static_cast<double>(run.after.macs), 2)
               : format::none();
}

QString seconds(const RunRecord &run)
{
    double sum = 0.0;
    for (const auto &[stage, spent] : run.seconds)
        sum += spent;
    return format::fixed(sum, 0);
}

struct Row
{
    const char *title;
    const char *published; ///< name of the published figure; null = there is none
    ValueOf value;
};

constexpr Row rows[] = {
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Base, %"), "base_top1",
     [](const RunRecord &run) { return top1(run.base); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Before the cut, %"), nullptr,
     [](const RunRecord &run) { return top1(run.beforeCut); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "After the cut, %"), nullptr,
     [](const RunRecord &run) { return top1(run.afterCut); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "With constants forwarded, %"), nullptr,
     [](const RunRecord &run) { return top1(run.afterCutForwarded); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Recalibrated, %"), nullptr,
     [](const RunRecord &run) { return top1(run.afterRecalibration); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Reinitialised, %"), nullptr,
     [](const RunRecord &run) { return top1(run.afterReinitialization); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Last epoch, %"), nullptr,
     [](const RunRecord &run) { return top1(run.final); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Best epoch, %"), "top1",
     [](const RunRecord &run) { return run.best ? format::fixed(run.best->top1, 2) : format::none(); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Params"), nullptr,
     [](const RunRecord &run) { return format::quantity(static_cast<double>(run.after.parameters)); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "MACs"), nullptr,
     [](const RunRecord &run) { return format::quantity(static_cast<double>(run.after.macs)); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Fewer MACs by, ×"), "speedup", speedup},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Iterations"), nullptr,
     [](const RunRecord &run) { return format::integer(run.iterations); }},
    {QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Time, s"), nullptr, seconds},
};

QStringList publishedCells(const RunRecord &run, const char *name)
{
    if (!name)
        return {QString(), QString()};
    for (const report::PublishedFigure &figure : run.published->figures) {
        if (figure.name != name)
            continue;
        const QString range =
            figure.low == figure.high
                ? format::fixed(figure.low, 2)
                : QStringLiteral("%1 – %2").arg(format::fixed(figure.low, 2), format::fixed(figure.high, 2));
        const auto away = figure.difference();
        if (!away)
            return {range, worded(QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "not measured"))};
        const QString verdict = figure.isInside()
                                    ? worded(QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "inside"))
                                    : worded(QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "outside"));
        return {range, QStringLiteral("%1, %2").arg(format::signedFixed(*away, 2), verdict)};
    }
    return {QString(), QString()};
}

QStringList setCells(const QString &name, const report::SetComparison &sets)
{
    return {name,
            format::integer(sets.onlyA),
            format::integer(sets.onlyB),
            format::integer(sets.both),
            format::fixed(sets.iou(), 4),
            format::percent(sets.overlap()),
            format::percent(sets.agreement())};
}

std::vector<report::RunRecord> recordsOf(const QList<ShownRun> &runs)
{
    std::vector<report::RunRecord> records;
    for (const ShownRun &run : runs)
        records.push_back(run.record);
    return records;
}

/// True if some run has something to say there.
bool isTold(const QStringList &row, qsizetype firstRun)
{
    return std::any_of(row.begin() + firstRun, row.end(),
                       [](const QString &cell) { return !cell.isEmpty() && cell != format::none(); });
}

} // namespace

TextTable figuresTable(const QList<ShownRun> &runs)
{
    TextTable table{{worded(QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Figure"))}, {}};
    const bool hasPublished = runs.front().record.published.has_value();
    for (qsizetype i = 0; i < runs.size(); ++i) {
        table.headers.append(runs[i].name);
        if (i == 0 && hasPublished)
            table.headers << QString::fromStdString(runs[i].record.published->source)
                          << worded(QT_TRANSLATE_NOOP("espalier::app::TextTableModel", "Difference"));
    }
    const auto add = [&](const QString &title, const char *published, const auto &value) {
        QStringList row{title};
        for (qsizetype i = 0; i < runs.size(); ++i) {
            row.append(value(runs[i].record));
            if (i == 0 && hasPublished)
                row += publishedCells(runs[i].record, published);
        }
        if (isTold(row, 1))
            table.rows.append(row);
    };
    for (const Row &row : rows)
        add(worded(row.title), row.published, row.value);
    std::set<std::string> names;
    for (const ShownRun &run : runs) {
        for (const auto *figures : {&run.record.figures, &run.record.method}) {
            for (const auto &[name, value] : *figures)
                names.insert(name);
        }
    }
    for (const std::string &name : names) {
        add(QString::fromStdString(name), nullptr, [&name](const RunRecord &run) {
            for (const auto *figures : {&run.figures, &run.method}) {
                if (const auto found = figures->find(name); found != figures->end())
                    return format::general(found->second, 4);
            }
            return format::none();
        });
    }
    return table;
}

TextTable masksTable(const ShownRun &a, const ShownRun &b)
{
    const auto masks = report::compareMasks(a.record, b.record);
    if (!masks || masks->groups.empty())
        return {};
    TextTable table{{TextTableModel::tr("Removed"), TextTableModel::tr("only here"),
                     TextTableModel::tr("only there"), TextTableModel::tr("in both"),
                     TextTableModel::tr("IoU"), TextTableModel::tr("overlap"),
                     TextTableModel::tr("agreement")},
                    {}};
    table.rows.append(setCells(TextTableModel::tr("in total"), masks->total));
    for (const report::GroupSets &group : masks->groups)
        table.rows.append(setCells(QString::fromStdString(group.group), group.sets));
    return table;
}

TextTable phasesTable(const ShownRun &run)
{
    TextTable table{{TextTableModel::tr("Phase"), TextTableModel::tr("Stage"),
                     TextTableModel::tr("from step"), TextTableModel::tr("steps"),
                     TextTableModel::tr("from, s"), TextTableModel::tr("seconds")},
                    {}};
    const auto &phases = run.record.phases;
    double total = 0.0;
    for (const auto &[stage, spent] : run.record.seconds)
        total += spent;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const bool isLast = i + 1 == phases.size();
        const std::int64_t until = isLast ? run.record.iterations : phases[i + 1].step;
        const double end = isLast ? std::max(total, phases[i].seconds) : phases[i + 1].seconds;
        table.rows.append({phaseText(QString::fromStdString(phases[i].phase)),
                           QString::number(phases[i].stageIndex + 1), format::integer(phases[i].step),
                           format::integer(until - phases[i].step), format::fixed(phases[i].seconds, 1),
                           format::fixed(end - phases[i].seconds, 1)});
    }
    return table;
}

TextTable differencesTable(const QList<ShownRun> &runs)
{
    TextTable table{{TextTableModel::tr("Recipe")}, {}};
    for (const ShownRun &run : runs)
        table.headers.append(run.name);
    for (const report::RecipeDifference &difference : report::recipeDifferences(recordsOf(runs))) {
        QStringList row{QString::fromStdString(difference.path)};
        for (const std::string &value : difference.values)
            row.append(value.empty() ? format::none() : QString::fromStdString(value));
        table.rows.append(row);
    }
    return table;
}

void TextTableModel::setTable(TextTable table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

int TextTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int TextTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.headers.size());
}

QVariant TextTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return m_table.rows[index.row()].value(index.column());
    return {};
}

QVariant TextTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment(Qt::AlignVCenter | (section == 0 ? Qt::AlignLeft : Qt::AlignRight)));
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return m_table.headers.value(section);
    return {};
}

} // namespace espalier::app
