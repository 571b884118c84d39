// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/import_rules.h"

#include "base/text.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/host_values.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

namespace {

using graph::Argument;
using graph::Size;
using graph::Sizes;

constexpr std::int64_t longestRange = std::int64_t{1} << 24;

at::Tensor wholeNumbers(const Sizes &sizes, std::int64_t batch)
{
    std::vector<std::int64_t> numbers;
    for (const Size &size : sizes)
        numbers.push_back(size.at(batch));
    return at::tensor(numbers, at::kLong);
}

Imported sizesAsValue(ImportStep &step, const Sizes &sizes)
{
    return step.import().makeKnown(wholeNumbers(sizes, probeBatches[0]),
                                   wholeNumbers(sizes, probeBatches[1]));
}

void shape(ImportStep &step)
{
    const Imported x = step.input(0);
    const auto rank = static_cast<std::int64_t>(x->rank());
    const auto place = [rank](std::int64_t at) {
        return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
    };
    const std::int64_t begin = place(step.integer("start", 0)),
                       end = std::max(begin, place(step.integer("end", rank)));
    step.give(sizesAsValue(step, {x->shape.begin() + begin, x->shape.begin() + end}));
}

void size(ImportStep &step)
{
    const Imported all = sizesAsValue(step, {numel(step.input(0)->shape)});
    step.give(step.import().makeKnown(all->known[0].squeeze(), all->known[1].squeeze()));
}

void constant(ImportStep &step)
{
    using Kind = wire::OnnxAttribute::Kind;
    if (step.node().attributes.size() != 1)
        refuseBroken("A constant has one value.");
    const wire::OnnxAttribute &value = step.node().attributes.front();
    at::Tensor tensor;
    switch (value.kind) {
    case Kind::Float:
        tensor = at::scalar_tensor(value.real, at::kFloat);
        break;
    case Kind::Int:
        tensor = at::scalar_tensor(value.integer, at::kLong);
        break;
    case Kind::Floats:
        tensor = at::tensor(value.reals, at::kFloat);
        break;
    case Kind::Ints:
        tensor = at::tensor(value.integers, at::kLong);
        break;
    case Kind::Tensor:
        if (value.tensor)
            tensor = step.import().load(*value.tensor);
        break;
    default:
        break;
    }
    if (!tensor.defined())
        refuse(base::cat("A constant of the kind '", value.name, "' is not read."));
    step.give(step.import().makeKnown(tensor, {}));
}

void constantOfShape(ImportStep &step)
{
    const Sizes shape = step.knownSizes(0);
    const wire::OnnxAttribute *value = step.node().find("value");
    at::Tensor fill = at::zeros({1});
    if (value && value->tensor)
        fill = step.import().load(*value->tensor);
    if (fill.numel() != 1)
        refuseBroken("It fills with more than one value.");
    const Imported one = step.import().makeKnown(fill.reshape({}), {});
    step.give(step.call("expand", {{"self", one}, {"size", Argument(shape)}}, {shape, one->dtype}));
}

/// Start, limit and step, each one number that may depend on the batch.
void range(ImportStep &step)
{
    const Imported first = step.input(0);
    std::array<at::Tensor, 2> made;
    for (std::size_t probe = 0; probe < made.size(); ++probe) {
        double numbers[3] = {};
        for (std::size_t i = 0; i < 3; ++i) {
            const Imported input = step.input(i);
            if (!input->isKnown() || input->known[probe].numel() != 1)
                refuse("A range's bounds are computed by the network.");
            numbers[i] = model::hostValues<double>(input->known[probe]).front();
        }
        const double count = numbers[2] == 0.0 ? -1.0 : (numbers[1] - numbers[0]) / numbers[2];
        if (!(count >= 0.0 && count <= static_cast<double>(longestRange)))
            refuseBroken("A range is impossible or too long.");
        made[probe] = at::arange(numbers[0], numbers[1], numbers[2], first->known[0].options());
    }
    step.give(step.import().makeKnown(made[0], made[1].equal(made[0]) ? made[0] : made[1]));
}

} // namespace

void addShapeImports(ImportRules &rules)
{
    rules["Shape"] = shape;
    rules["Size"] = size;
    rules["Constant"] = constant;
    rules["ConstantOfShape"] = constantOfShape;
    rules["Range"] = range;
}

} // namespace espalier::formats::onnx
