// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tables/cell_delegate.h"

namespace espalier::widgets {

/// A row of the version tree: its slice of the branch lines, its mark, and its texts. Reads TimelineCell; for
/// a QListView of varying row heights (autosaves are low).
class TimelineDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintContent(const Cell &cell) const override;
    bool hasDividers() const override { return false; }

private:
    double laneX(const Cell &cell, int lane) const;
    void paintLine(const Cell &cell, const TimelineCell &version, const TimelineCell::Line &line) const;
    void paintMark(const Cell &cell, const TimelineCell &version) const;
    void paintTexts(const Cell &cell, const TimelineCell &version) const;
    void paintSmall(const Cell &cell, const TimelineCell &version, const QRectF &rect) const;
};

} // namespace espalier::widgets
