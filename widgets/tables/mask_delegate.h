// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tables/cell_delegate.h"

namespace espalier::widgets {

/// Two masks of one layer: per channel bit 0 = removed in A, bit 1 = removed in B.
struct MaskCell
{
    QList<quint8> bits;
    int seriesA = 0, seriesB = 3;
};

/// Bit strips: removed only in A = upper half, only in B = lower half, in both = full height in text3, kept =
/// ground. Told apart by place, not only by colour. Reads MaskCell; more channels than pixels are joined.
class MaskDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

protected:
    void paintContent(const Cell &cell) const override;
};

/// Per channel, from two lists of removed channels.
QList<quint8> maskBits(int channels, const QList<int> &removedA, const QList<int> &removedB);

} // namespace espalier::widgets

Q_DECLARE_METATYPE(espalier::widgets::MaskCell)
