// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/trace/axis_set.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace espalier::model::trace {

using Label = std::int32_t;
using Labels1d = std::vector<Label>;
using Shape = std::vector<std::int64_t>;

/// The label of positions that are always kept.
inline constexpr Label alwaysKept = 0;

/// A label layer (tracer.md 1): one label per element of a tensor of `shape()`, stored only along the axes on which the
/// labels vary; stride 0 elsewhere. A value; copies share the labels. Movement operators are index transformations that
/// touch no label where strides can express them.
///
/// "Compact": the same layer with size 1 on every axis on which it does not vary.
class Layer {
public:
    Layer() = default;
    /// Labels first, first + 1, … along one axis.
    static Layer along(const Shape &shape, int axis, Label first);
    /// `labels` in row-major order over `grid`, expanded to `shape` (grid axes are 1 or equal to the shape's).
    static Layer of(const Shape &grid, Labels1d labels, const Shape &shape);
    /// The same with labels along one axis.
    static Layer of(int axis, Labels1d labels, const Shape &shape);

    const Shape &shape() const { return m_shape; }
    int dims() const { return static_cast<int>(m_shape.size()); }
    std::int64_t size(int axis) const { return m_shape[static_cast<std::size_t>(axis)]; }
    AxisSet varying() const { return m_varying; }
    bool varies() const { return !m_varying.isEmpty(); }

    Layer compact() const;
    /// Number of labels of the compact form.
    std::int64_t labelCount() const;
    /// Labels of the compact form in row-major order.
    Labels1d labels() const;
    /// Labels in row-major order over `grid`: each axis 1 or the layer's size (1 means the first index).
    Labels1d labelsOver(const Shape &grid) const;
    /// As a matrix: varying axes of `rows` enumerate the rows (ascending), all other axes the columns. Row-major.
    Labels1d matrix(AxisSet rows) const;

    /// Sizes of axes on which the layer does not vary are replaced by those of `shape`.
    Layer expanded(const Shape &shape) const;
    /// `count` axes of size 1 in front.
    Layer padded(int count) const;
    /// New axis k is old axis order[k].
    Layer permuted(const std::vector<int> &order) const;
    Layer reshaped(const Shape &shape) const;
    Layer narrowed(int axis, std::int64_t start, std::int64_t length, std::int64_t step = 1) const;
    Layer selected(int axis, std::int64_t index) const;
    /// Position p of the axis becomes old position positions[p]; -1 gives `alwaysKept`.
    Layer taken(int axis, const std::vector<std::int64_t> &positions) const;
    /// Sliding windows: the axis becomes their number, a last axis of `size` is added.
    Layer unfolded(int axis, std::int64_t size, std::int64_t step) const;
    /// Every label replaced.
    Layer mapped(const std::function<Label(Label)> &map) const;
    /// Axes along which all slices are equal no longer vary.
    Layer recompressed() const;
    /// Same labels at the same places of the same storage.
    bool sameAs(const Layer &other) const;

private:
    void setVarying();
    std::int64_t stride(int axis) const { return m_strides[static_cast<std::size_t>(axis)]; }
    bool isReshapable(const Shape &shape, Shape *strides) const;

    Shape m_shape;
    Shape m_strides;
    std::int64_t m_offset = 0;
    AxisSet m_varying;
    std::shared_ptr<const Labels1d> m_labels;
};

/// Broadcast shape of two (sizes equal, or one of them 1).
Shape broadcast(const Shape &a, const Shape &b);
std::int64_t product(const Shape &shape);

/// Labels of two layers of equal rank that meet when one is broadcast over the other, duplicates along axes on which
/// neither varies left out: visit(label of a, label of b).
template <class Visit>
void forEachPair(const Layer &a, const Layer &b, const Visit &visit)
{
    const Shape grid = broadcast(a.compact().shape(), b.compact().shape());
    const Labels1d left = a.labelsOver(grid);
    const Labels1d right = b.labelsOver(grid);
    for (std::size_t i = 0; i < left.size(); ++i)
        visit(left[i], right[i]);
}

} // namespace espalier::model::trace
