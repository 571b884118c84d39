// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "model/trace/rules.h"

namespace espalier::model::trace {

namespace {

/// Pooling, resampling and non-constant padding: layers keep their channels and take the new size; a layer that varies
/// on a pooled axis is united along it.
bool pool(Walk &walk, Call &call)
{
    const Shape &from = call.operand(0).shape;
    const Shape &to = call.shape();
    if (from.size() != to.size())
        return false;
    AxisSet pooled;
    for (std::size_t axis = 0; axis < to.size(); ++axis)
        if (axis >= 2 || from[axis] != to[axis])
            pooled.add(static_cast<int>(axis));
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(call.operand(0).layers)) {
        if (layer.varying().within(pooled))
            walk.pin(layer, ESP_TR("Engine", "it is pooled along the axis that holds its channels"));
        else
            result.push_back(walk.collapsed(layer, layer.varying() & pooled).expanded(to));
    }
    const std::vector<Layer> kept = walk.varyingOnly(result);
    for (std::size_t output = 0; output < call.outputCount(); ++output)
        call.setLayers(kept, output);
    return true;
}

std::int64_t kernelSize(const Call &call)
{
    const std::vector<std::int64_t> kernel = call.integers("kernel_size");
    return kernel.size() == 1 ? kernel[0] * kernel[0] : product(kernel);
}

/// (N, C, H, W) to (N, C k k, L): every channel k k times.
bool imageToColumns(Walk &walk, Call &call)
{
    const std::int64_t taps = kernelSize(call);
    if (call.operand(0).shape.size() != 4)
        return false;
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(call.operand(0).layers)) {
        if (layer.varying() != AxisSet::of(1)) {
            walk.pin(layer,
                     ESP_TR("Engine", "it is cut into patches along the axis that holds its channels"));
            continue;
        }
        Labels1d labels;
        for (const Label label : layer.labels())
            labels.insert(labels.end(), static_cast<std::size_t>(taps), label);
        result.push_back(Layer::of(1, std::move(labels), call.shape()));
    }
    call.setLayers(std::move(result));
    return true;
}

/// (N, C k k, L) to (N, C, H, W): k k positions become one class.
bool columnsToImage(Walk &walk, Call &call)
{
    const std::int64_t taps = kernelSize(call);
    if (call.operand(0).shape.size() != 3)
        return false;
    std::vector<Layer> result;
    for (const Layer &layer : walk.normalised(call.operand(0).layers)) {
        if (layer.varying() != AxisSet::of(1)) {
            walk.pin(layer, ESP_TR("Engine",
                                   "it is put together from patches along the axis that holds its channels"));
            continue;
        }
        const Shape split{layer.size(1) / taps, taps};
        const Layer united = walk.collapsed(Layer::of(split, layer.labels(), split), AxisSet::of(1));
        result.push_back(Layer::of(1, united.labels(), call.shape()));
    }
    call.setLayers(walk.varyingOnly(result));
    return true;
}

} // namespace

void addPoolingRules(RuleTable &table)
{
    for (const char *op :
         {"max_pool1d", "max_pool2d", "max_pool3d", "max_pool2d_with_indices", "avg_pool1d", "avg_pool2d", "avg_pool3d",
          "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "adaptive_max_pool1d",
          "adaptive_max_pool2d", "_adaptive_avg_pool2d", "lp_pool2d", "upsample_nearest1d", "upsample_nearest2d",
          "upsample_nearest3d", "upsample_linear1d", "upsample_bilinear2d", "upsample_bicubic2d",
          "upsample_trilinear3d", "_upsample_nearest_exact2d", "_upsample_bicubic2d_aa", "_upsample_bilinear2d_aa",
          "reflection_pad1d", "reflection_pad2d", "replication_pad1d", "replication_pad2d"})
        table[op] = pool;
    table["im2col"] = imageToColumns;
    table["col2im"] = columnsToImage;
}

} // namespace espalier::model::trace
