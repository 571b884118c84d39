// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/spatial.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"

#include <algorithm>
#include <cmath>

namespace espalier::formats::onnx {

namespace {

constexpr std::int64_t widest = std::int64_t{1} << 30;

std::vector<std::int64_t> perAxis(const ImportStep &step, const char *name, std::size_t count,
                                  std::int64_t fallback)
{
    const auto given = step.integers(name);
    if (!given)
        return std::vector<std::int64_t>(count, fallback);
    const bool possible =
        std::all_of(given->begin(), given->end(), [](std::int64_t v) { return v >= 0 && v <= widest; });
    if (given->size() != count || !possible)
        refuseBroken(base::cat("The attribute '", name, "' does not fit ", count, " axes."));
    return *given;
}

/// Padding that keeps ceil(size / stride) positions, the odd one at the end (SAME_UPPER) or at the beginning.
void padToSame(Spatial &spatial, const ImportedValue &x, bool upper)
{
    for (std::size_t i = 0; i < spatial.kernel.size(); ++i) {
        const std::int64_t size = x.shape[i + 2].constant, stride = spatial.strides[i];
        if (stride < 1)
            refuseBroken("A stride is 0.");
        const std::int64_t count = (size + stride - 1) / stride;
        const std::int64_t reach = spatial.dilations[i] * (spatial.kernel[i] - 1) + 1;
        const std::int64_t total = std::max<std::int64_t>(0, (count - 1) * stride + reach - size);
        spatial.before[i] = upper ? total / 2 : total - total / 2;
        spatial.after[i] = total - spatial.before[i];
    }
}

} // namespace

Spatial spatialOf(const ImportStep &step, const ImportedValue &x, const graph::Sizes &kernel)
{
    if (x.rank() < 3)
        refuse("Windows need an image axis.");
    const std::size_t count = x.rank() - 2;
    Spatial spatial;
    for (const graph::Size &size : kernel)
        spatial.kernel.push_back(size.constant);
    if (kernel.empty())
        spatial.kernel = perAxis(step, "kernel_shape", count, 1);
    if (*std::max_element(spatial.kernel.begin(), spatial.kernel.end()) > widest)
        refuseBroken("The kernel is larger than any image.");
    spatial.strides = perAxis(step, "strides", count, 1);
    spatial.dilations = perAxis(step, "dilations", count, 1);
    spatial.outputPadding = perAxis(step, "output_padding", count, 0);
    const std::vector<std::int64_t> pads = perAxis(step, "pads", 2 * count, 0);
    spatial.before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(count));
    spatial.after.assign(pads.begin() + static_cast<std::ptrdiff_t>(count), pads.end());
    spatial.ceil = step.integer("ceil_mode", 0) != 0;
    const std::string automatic = step.text("auto_pad", "NOTSET");
    if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER")
        padToSame(spatial, x, automatic == "SAME_UPPER");
    return spatial;
}

Imported padUneven(ImportStep &step, const Imported &x, Spatial &spatial, double value)
{
    if (spatial.before == spatial.after)
        return x;
    std::vector<std::int64_t> pad; // of torch: the last axis first
    graph::Sizes shape = x->shape;
    for (std::size_t i = spatial.before.size(); i-- > 0;) {
        pad.insert(pad.end(), {spatial.before[i], spatial.after[i]});
        shape[i + 2] = plus(shape[i + 2], {spatial.before[i] + spatial.after[i], false});
    }
    spatial.before.assign(spatial.before.size(), 0);
    spatial.after = spatial.before;
    return step.call("pad",
                     {{"self", x},
                      {"pad", wholes(pad)},
                      {"mode", graph::Argument(std::string("constant"))},
                      {"value", graph::Argument(value)}},
                     {shape, x->dtype});
}

double momentumOfTorch(double momentum)
{
    return std::round((1.0 - momentum) * 1e7) / 1e7; // 0.9f is meant as 0.9
}

} // namespace espalier::formats::onnx
