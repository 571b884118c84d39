// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "formats/onnx/spatial.h"
#include "model/host_values.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace espalier::formats::onnx {

namespace {

using base::cat;
using graph::Argument;
using graph::Size;
using graph::Sizes;

std::string dimensional(const char *op, const Imported &x)
{
    if (x->rank() < 3 || x->rank() > 5)
        refuse("Pools are read over one to three axes.");
    return cat(op, x->rank() - 2, "d");
}

Sizes pooledShape(const Imported &x, const Spatial &spatial)
{
    Sizes shape(x->shape.begin(), x->shape.begin() + 2);
    for (std::size_t i = 2; i < x->rank(); ++i)
        shape.push_back(windowed(x->shape[i], spatial.window(i - 2)));
    return shape;
}

std::vector<Operand> poolArguments(const Imported &x, const Spatial &spatial)
{
    return {{"self", x},
            {"kernel_size", wholes(spatial.kernel)},
            {"stride", wholes(spatial.strides)},
            {"padding", wholes(spatial.before)}};
}

void maxPool(ImportStep &step)
{
    Imported x = step.input(0);
    if (step.node().outputs.size() > 1 && !step.node().outputs[1].empty())
        refuse("A max pool that gives indices is not read.");
    const std::string op = dimensional("max_pool", x);
    Spatial spatial = spatialOf(step, *x, {});
    x = padUneven(step, x, spatial, -std::numeric_limits<double>::infinity());
    std::vector<Operand> operands = poolArguments(x, spatial);
    operands.push_back({"dilation", wholes(spatial.dilations)});
    operands.push_back({"ceil_mode", Argument(spatial.ceil)});
    step.give(step.call(op, std::move(operands), {pooledShape(x, spatial), x->dtype}));
}

void averagePool(ImportStep &step)
{
    Imported x = step.input(0);
    const std::string op = dimensional("avg_pool", x);
    Spatial spatial = spatialOf(step, *x, {});
    const bool counts = step.integer("count_include_pad", 0) != 0;
    const bool uneven = spatial.before != spatial.after;
    if ((uneven && !counts) || std::any_of(spatial.dilations.begin(), spatial.dilations.end(),
                                           [](std::int64_t d) { return d != 1; }))
        refuse("The average pool is padded unevenly, or dilated.");
    x = padUneven(step, x, spatial, 0.0);
    std::vector<Operand> operands = poolArguments(x, spatial);
    operands.push_back({"ceil_mode", Argument(spatial.ceil)});
    operands.push_back({"count_include_pad", Argument(counts)});
    step.give(step.call(op, std::move(operands), {pooledShape(x, spatial), x->dtype}));
}

void globalAverage(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::string op = dimensional("adaptive_avg_pool", x);
    const std::vector<std::int64_t> ones(x->rank() - 2, 1);
    Sizes shape(x->shape.begin(), x->shape.begin() + 2);
    shape.resize(x->rank(), Size{1, false});
    step.give(step.call(op, {{"self", x}, {"output_size", wholes(ones)}}, {shape, x->dtype}));
}

void globalMaximum(ImportStep &step)
{
    const Imported x = step.input(0);
    std::vector<std::int64_t> axes;
    for (std::size_t i = 2; i < x->rank(); ++i)
        axes.push_back(static_cast<std::int64_t>(i));
    Sizes shape(x->shape.begin(), x->shape.begin() + 2);
    shape.resize(x->rank(), Size{1, false});
    step.give(step.call("amax", {{"self", x}, {"dim", wholes(axes)}, {"keepdim", Argument(true)}},
                        {shape, x->dtype}));
}

/// Image size that a Resize asks for, as sizes or as scales.
std::vector<std::int64_t> resizedTo(const ImportStep &step, const Imported &x)
{
    std::vector<std::int64_t> sizes;
    if (step.has(3)) {
        const Sizes wanted = step.knownSizes(3);
        for (std::size_t i = 2; i < wanted.size(); ++i)
            sizes.push_back(wanted[i].constant);
    } else {
        const auto scales = model::hostValues<double>(step.known(2));
        for (std::size_t i = 2; i < scales.size() && i < x->rank(); ++i) {
            const double size = std::floor(static_cast<double>(x->shape[i].constant) * scales[i]);
            if (!(size >= 1.0 && size < 1e9))
                refuseBroken("It resizes by a factor that is impossible.");
            sizes.push_back(static_cast<std::int64_t>(size));
        }
    }
    if (sizes.size() + 2 != x->rank() || x->rank() != 4)
        refuse("Only images of two axes are resized.");
    return sizes;
}

void resize(ImportStep &step)
{
    const Imported x = step.input(0);
    const std::vector<std::int64_t> sizes = resizedTo(step, x);
    const std::string mode = step.text("mode", "nearest"),
                      place = step.text("coordinate_transformation_mode", "half_pixel");
    const Outcome outcome{{x->shape[0], x->shape[1], {sizes[0], false}, {sizes[1], false}}, x->dtype};
    if (mode == "nearest") {
        if (place != "asymmetric" || step.text("nearest_mode", "round_prefer_floor") != "floor")
            refuse(cat("Nearest neighbours at '", place, "' are not read."));
        return step.give(
            step.call("upsample_nearest2d", {{"self", x}, {"output_size", wholes(sizes)}}, outcome));
    }
    const bool corners = place == "align_corners";
    if (!corners && place != "half_pixel" && place != "pytorch_half_pixel")
        refuse(cat("Interpolation at '", place, "' is not read."));
    if (step.integer("antialias", 0) != 0)
        refuse("Antialiased interpolation is not read.");
    if (mode == "cubic" && std::abs(step.number("cubic_coeff_a", -0.75) + 0.75) > 1e-6)
        refuse("Cubic interpolation is read with the coefficient -0.75 only.");
    step.give(step.call(mode == "cubic" ? "upsample_bicubic2d" : "upsample_bilinear2d",
                        {{"self", x}, {"output_size", wholes(sizes)}, {"align_corners", Argument(corners)}},
                        outcome));
}

} // namespace

void addPoolingImports(ImportRules &rules)
{
    rules["MaxPool"] = maxPool;
    rules["AveragePool"] = averagePool;
    rules["GlobalAveragePool"] = globalAverage;
    rules["GlobalMaxPool"] = globalMaximum;
    rules["Resize"] = resize;
}

} // namespace espalier::formats::onnx
