// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QtCore/QList>
#include <QtCore/QMetaType>
#include <QtCore/QString>

#include <limits>

/// What a model gives to the delegates of this room. A cell's data(CellRole) is one of the structs below, as
/// a QVariant (QVariant::fromValue); data(DisplayRole) stays the plain text, for copying and screen readers.
namespace espalier::widgets {

enum TableRole {
    CellRole = Qt::UserRole + 64, ///< the struct of the column's delegate
    RowKindRole,                  ///< RowKind as int; missing = Plain
    RelatedRole,                  ///< bool: the row goes with the selected one and is tinted like it
};

/// Block rows lie on `raised` and fold; the total row is bold.
enum class RowKind { Plain, Block, Total };

/// RailDelegate: the row's number and its piece of the selected group's rail.
struct RailCell
{
    enum class Rail { None, First, Middle, Last, Only, Through }; ///< Through: between members, no dot

    QString number;
    Rail rail = Rail::None;
};

/// NameDelegate: name elided in the middle, note in text3 behind it.
struct NameCell
{
    enum class Marker { None, Disc, Square }; ///< Disc: own run; Square: own control run

    QString name;
    QString note;
    bool mono = true;
    Marker marker = Marker::None;
    int series = 0; ///< colour of the marker
};

/// StateDelegate: glyph and word.
struct StateCell
{
    ChannelState state = ChannelState::Prunable;
    QString text;       ///< instead of the state's word, e.g. "Cut, Marked"
    bool plain = false; ///< only the text, in text2, e.g. "18 marked" of a block row
};

/// BeforeAfterDelegate: "32 → 24", after an earlier cut "32 · 20 → 12". An empty `before` shows `after`
/// alone.
struct BeforeAfterCell
{
    QString earlier;
    QString before;
    QString after;
    bool strong = false; ///< after in semi-bold, e.g. totals
};

/// RatioDelegate: slider in the cell. All ratios are 0 to 1. Edits arrive as setData(index, double,
/// Qt::EditRole); the model rounds, and moves the whole group of a tied row.
struct RatioCell
{
    enum class Look { Slider, Tied, Figure, Reason, Fixed }; ///< Fixed: grey track, no handle (locked)

    Look look = Look::Figure;
    double value = std::numeric_limits<double>::quiet_NaN();     ///< realised
    double requested = std::numeric_limits<double>::quiet_NaN(); ///< shown if it rounds to another figure
    double least = 0;  ///< reachable part
    double most = 1;   ///< the cap, drawn as a tick
    double step = 0.01; ///< one unit, for the arrow keys
    QString reason;     ///< Reason: why there is no slider
};

/// ShareDelegate: a small bar and a number.
struct BarCell
{
    double fraction = std::numeric_limits<double>::quiet_NaN(); ///< 0 to 1; NaN draws no bar
    QString text;
    bool steep = false;  ///< amber and semi-bold
    bool strong = false; ///< semi-bold
};

/// FairnessDelegate: 1 to 5 rising bars and the number.
struct FairnessCell
{
    int level = 0;
};

/// TimelineDelegate: one version, and how the branch lines cross its row.
struct TimelineCell
{
    enum class Mark { Whole, Marked, Cut, Autosave, Now };

    /// A line from lane `top` at the row's upper edge to lane `bottom` at its lower edge; `atMark` instead of
    /// a lane is the row's own mark.
    struct Line
    {
        static constexpr int atMark = -1;

        int top = atMark;
        int bottom = atMark;
        bool trunk = false;  ///< 2 px accent instead of control
        bool dotted = false; ///< to the working copy
    };

    Mark mark = Mark::Whole;
    int lane = 0;
    QString version; ///< "v4.1", semi-bold
    QString title;
    QString state;   ///< word before the details, in the state's colour
    ChannelState stateColor = ChannelState::Prunable;
    QString details; ///< "491 K · 2.0 MB"
    QString figure;  ///< "93.31 %"
    QString date;
    bool pinned = false;
    QList<Line> lines;
};

} // namespace espalier::widgets

Q_DECLARE_METATYPE(espalier::widgets::RailCell)
Q_DECLARE_METATYPE(espalier::widgets::NameCell)
Q_DECLARE_METATYPE(espalier::widgets::StateCell)
Q_DECLARE_METATYPE(espalier::widgets::BeforeAfterCell)
Q_DECLARE_METATYPE(espalier::widgets::RatioCell)
Q_DECLARE_METATYPE(espalier::widgets::BarCell)
Q_DECLARE_METATYPE(espalier::widgets::FairnessCell)
Q_DECLARE_METATYPE(espalier::widgets::TimelineCell)
