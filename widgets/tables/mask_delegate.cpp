// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/mask_delegate.h"

#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace espalier::widgets {

QList<quint8> maskBits(int channels, const QList<int> &removedA, const QList<int> &removedB)
{
    QList<quint8> bits(channels, 0);
    const auto mark = [&](const QList<int> &removed, quint8 bit) {
        for (int channel : removed) {
            if (channel >= 0 && channel < channels)
                bits[channel] |= bit;
        }
    };
    mark(removedA, 1);
    mark(removedB, 2);
    return bits;
}

void MaskDelegate::paintContent(const Cell &cell) const
{
    const auto mask = cell.index.data(CellRole).value<MaskCell>();
    const double height = metrics().px(13), top = std::round(cell.rect.center().y() - height / 2);
    cell.painter.fillRect(QRectF(cell.rect.left(), top, cell.rect.width(), height), theme()[Token::Hover]);
    const double slot = cell.rect.width() / std::max(1.0, double(mask.bits.size()));
    const double gap = slot > 3 ? 1 : 0;
    for (qsizetype i = 0; i < mask.bits.size(); ++i) {
        const quint8 bits = mask.bits[i];
        if (bits == 0)
            continue;
        const double left = cell.rect.left() + slot * double(i), width = std::max(1.0, slot - gap);
        const QColor color =
            bits == 3 ? theme()[Token::Text3] : theme().series(bits == 1 ? mask.seriesA : mask.seriesB).color;
        const double from = bits == 2 ? top + height / 2 : top, size = bits == 3 ? height : height / 2;
        cell.painter.fillRect(QRectF(left, from, width, size), color);
    }
}

} // namespace espalier::widgets
