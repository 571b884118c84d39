// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

namespace {

using graph::Size;
using graph::Sizes;

/// Image axes that a pool runs over, as its name says.
std::size_t imageAxes(const ExportStep &step)
{
    const std::string op = step.op();
    const std::size_t d = op.find("d", op.find("pool"));
    return d == std::string::npos || d == 0 ? 2 : static_cast<std::size_t>(op[d - 1] - '0');
}

struct Pool
{
    std::vector<std::int64_t> kernel, stride, padding;
    bool ceil = false;

    Attributes attributes() const
    {
        std::vector<std::int64_t> pads = padding;
        pads.insert(pads.end(), padding.begin(), padding.end());
        return {attribute("kernel_shape", kernel), attribute("strides", stride), attribute("pads", pads),
                attribute("ceil_mode", std::int64_t{ceil})};
    }
};

/// Pools over images without a batch have one axis less than those of ONNX.
void checkRank(const ExportStep &step, std::size_t axes, const char *image = "self")
{
    if (step.rank(image) != axes + 2)
        step.refuseArgument(image);
}

Pool poolOf(ExportStep &step)
{
    const std::size_t axes = imageAxes(step);
    checkRank(step, axes);
    Pool pool;
    pool.kernel = step.integers("kernel_size", axes, 1);
    const auto stride = step.integerList("stride");
    pool.stride = stride && !stride->empty() ? step.integers("stride", axes, 1) : pool.kernel;
    pool.padding = step.integers("padding", axes, 0);
    pool.ceil = step.flag("ceil_mode", false);
    return pool;
}

void maxPool(ExportStep &step)
{
    const Pool pool = poolOf(step);
    Attributes attributes = pool.attributes();
    attributes.push_back(attribute("dilations", step.integers("dilation", pool.kernel.size(), 1)));
    step.give(step.emit("MaxPool", {step.in("self")}, attributes));
}

/// ONNX and torch disagree on what windows over the rounded-up end are divided by if padding counts: laid as
/// zeros first, it is part of the image.
void averagePool(ExportStep &step)
{
    Pool pool = poolOf(step);
    if (step.has("divisor_override"))
        step.refuseArgument("divisor_override");
    const bool padded =
        std::any_of(pool.padding.begin(), pool.padding.end(), [](std::int64_t p) { return p != 0; });
    const bool counts = step.flag("count_include_pad", true);
    if (counts && padded && pool.ceil)
        step.refuseArgument("ceil_mode");
    Attributes attributes = pool.attributes();
    attributes.push_back(attribute("count_include_pad", std::int64_t{counts && padded}));
    step.give(step.emit("AveragePool", {step.in("self")}, attributes));
}

/// To one position, or to a divisor of the size; anything between has windows of different lengths.
Pool dividing(ExportStep &step)
{
    const std::size_t axes = imageAxes(step);
    checkRank(step, axes);
    const Sizes &in = step.value("self").shape, &out = step.result().shape;
    Pool pool;
    for (std::size_t i = 2; i < axes + 2; ++i) {
        if (out[i].constant == 0 || in[i].constant % out[i].constant != 0)
            refuse("An adaptive pool to a size that does not divide that of its input has no translation to "
                   "ONNX.");
        pool.kernel.push_back(in[i].constant / out[i].constant);
    }
    pool.stride = pool.kernel;
    pool.padding.assign(axes, 0);
    return pool;
}

bool isGlobal(const ExportStep &step)
{
    const Sizes &out = step.result().shape;
    return out.size() > 2 && std::all_of(out.begin() + 2, out.end(), [](const Size &size) {
               return size == Size{1, false};
           });
}

void adaptiveAverage(ExportStep &step)
{
    const Pool pool = dividing(step);
    step.give(isGlobal(step) ? step.emit("GlobalAveragePool", {step.in("self")})
                             : step.emit("AveragePool", {step.in("self")}, pool.attributes()));
}

void adaptiveMaximum(ExportStep &step)
{
    const Pool pool = dividing(step);
    step.give(isGlobal(step) ? step.emit("GlobalMaxPool", {step.in("self")})
                             : step.emit("MaxPool", {step.in("self")}, pool.attributes()));
}

/// What is resized: overloads that take sizes or factors as lists (`.vec`) call it otherwise.
const char *resizedArgument(const ExportStep &step)
{
    return step.has("input") ? "input" : "self";
}

/// Image sizes are known, so they are written as sizes: scales would be rounded differently elsewhere.
std::string resized(ExportStep &step, Attributes attributes)
{
    const char *image = resizedArgument(step);
    const graph::Value &x = step.value(image);
    const Sizes &out = step.result().shape;
    const std::string shape = step.out().sizes({x.shape[0], x.shape[1], out[2], out[3]});
    return step.emit("Resize", {step.in(image), "", "", shape}, std::move(attributes));
}

void nearest(ExportStep &step)
{
    checkRank(step, 2, resizedArgument(step));
    step.give(resized(step, {attribute("mode", std::string("nearest")),
                             attribute("nearest_mode", std::string("floor")),
                             attribute("coordinate_transformation_mode", std::string("asymmetric"))}));
}

void interpolated(ExportStep &step)
{
    checkRank(step, 2, resizedArgument(step));
    const bool cubic = step.op().find("bicubic") != std::string::npos;
    const bool corners = step.flag("align_corners", false);
    Attributes attributes{attribute("mode", std::string(cubic ? "cubic" : "linear")),
                          attribute("coordinate_transformation_mode",
                                    std::string(corners ? "align_corners" : "pytorch_half_pixel"))};
    if (cubic)
        attributes.push_back(attribute("cubic_coeff_a", -0.75));
    step.give(resized(step, std::move(attributes)));
}

void pixelShuffle(ExportStep &step)
{
    checkRank(step, 2);
    step.give(step.emit(
        "DepthToSpace", {step.in("self")},
        {attribute("blocksize", step.integer("upscale_factor", 1)), attribute("mode", std::string("CRD"))}));
}

void pixelUnshuffle(ExportStep &step)
{
    checkRank(step, 2);
    const Sizes &x = step.value("self").shape;
    const Size side{step.integer("downscale_factor", 1), false};
    const std::string split =
        step.reshaped(step.in("self"), {x[0], x[1], over(x[2], side), side, over(x[3], side), side});
    step.give(step.reshaped(step.transposed(split, {0, 1, 3, 5, 2, 4}), step.result().shape));
}

} // namespace

void addPoolingExports(ExportRules &rules)
{
    for (const char *name : {"max_pool1d", "max_pool2d", "max_pool3d"})
        rules[name] = maxPool;
    for (const char *name : {"avg_pool1d", "avg_pool2d", "avg_pool3d"})
        rules[name] = averagePool;
    for (const char *name :
         {"adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d", "_adaptive_avg_pool2d"})
        rules[name] = adaptiveAverage;
    for (const char *name : {"adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"})
        rules[name] = adaptiveMaximum;
    rules["upsample_nearest2d"] = nearest;
    rules["upsample_bilinear2d"] = interpolated;
    rules["upsample_bicubic2d"] = interpolated;
    rules["pixel_shuffle"] = pixelShuffle;
    rules["pixel_unshuffle"] = pixelUnshuffle;
}

} // namespace espalier::formats::onnx
