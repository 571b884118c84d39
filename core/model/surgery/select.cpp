// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgery/select.h"

#include <ATen/ATen.h>

namespace espalier::model::surgery {

at::Tensor indexTensor(const std::vector<std::int64_t> &values) { return at::tensor(values, at::kLong); }

at::Tensor livingIndices(const ValueCut &cut, const std::vector<std::int64_t> &shape)
{
    const std::vector<char> alive = cut.mask(shape);
    std::vector<std::int64_t> indices;
    for (std::size_t i = 0; i < alive.size(); ++i)
        if (alive[i])
            indices.push_back(static_cast<std::int64_t>(i));
    return indexTensor(indices);
}

at::Tensor compress(const at::Tensor &tensor, const ValueCut &cut)
{
    if (!cut.isRagged()) {
        at::Tensor result = tensor;
        for (const Cluster &cluster : cut.clusters())
            result = result.index_select(cluster.axes.first(), indexTensor(cut.kept(cluster.axes.first())));
        return result;
    }
    std::vector<std::int64_t> shape = tensor.sizes().vec();
    const at::Tensor indices = livingIndices(cut, shape);
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
        if (cut.isCut(static_cast<int>(axis)))
            shape[axis] = cut.newShape()[axis];
    return tensor.reshape({-1}).index_select(0, indices).reshape(shape);
}

at::Tensor scatter(const at::Tensor &living, const ValueCut &cut, const std::vector<std::int64_t> &shape)
{
    at::Tensor result = at::zeros(shape, living.options());
    result.view({-1}).index_copy_(0, livingIndices(cut, shape), living.reshape({-1}));
    return result;
}

at::Tensor masked(const at::Tensor &tensor, const ValueCut &cut)
{
    // A clone keeps the strides, on which views further down may rely.
    at::Tensor result = tensor.clone();
    for (const Cluster &cluster : cut.clusters()) {
        at::Tensor dead = at::empty(cluster.grid, at::kBool);
        for (std::size_t i = 0; i < cluster.alive.size(); ++i)
            dead.data_ptr<bool>()[i] = !cluster.alive[i];
        result.masked_fill_(dead, 0);
    }
    return result;
}

} // namespace espalier::model::surgery
