// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/export_rules.h"

#include "formats/onnx/refusal.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace espalier::formats::onnx {

namespace {

using graph::DType;

std::vector<std::int64_t> lastTwoSwapped(std::size_t rank)
{
    std::vector<std::int64_t> order(rank);
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[rank - 1], order[rank - 2]);
    return order;
}

// Matrices take Gemm, which turns its weight itself; anything wider a product, whose weight is turned before
// it.
void linear(ExportStep &step)
{
    const std::size_t rank = step.rank("input");
    if (rank < 2)
        step.refuseArgument("input");
    if (rank == 2) {
        Names inputs{step.in("input"), step.in("weight")};
        if (step.has("bias"))
            inputs.push_back(step.in("bias"));
        return step.give(step.emit("Gemm", inputs, {attribute("transB", std::int64_t{1})}));
    }
    const std::string weight = step.transposed(step.in("weight"), {1, 0});
    const std::string product = step.emit("MatMul", {step.in("input"), weight});
    step.give(step.has("bias") ? step.emit("Add", {product, step.in("bias")}) : product);
}

void matmul(ExportStep &step)
{
    const char *second = step.has("mat2") ? "mat2" : step.has("vec") ? "vec" : "other";
    step.give(step.emit("MatMul", {step.in("self"), step.in(second)}));
}

std::string times(ExportStep &step, const std::string &input, const char *factor)
{
    const double by = step.real(factor, 1.0);
    return by == 1.0 ? input : step.emit("Mul", {input, step.number(by, step.result().dtype)});
}

/// beta * self + alpha * a b
void addMatmul(ExportStep &step)
{
    const bool batched = step.op() == "baddbmm";
    const std::string product =
        step.emit("MatMul", {step.in(batched ? "batch1" : "mat1"), step.in(batched ? "batch2" : "mat2")});
    step.give(step.emit("Add", {times(step, product, "alpha"), times(step, step.in("self"), "beta")}));
}

void einsum(ExportStep &step)
{
    step.give(step.emit("Einsum", step.list("tensors"), {attribute("equation", step.text("equation", ""))}));
}

/// What is added to the scores: a mask of numbers as it is, a mask of booleans or the causal one as 0 and
/// -infinity. Empty if there is none.
std::string scoreMask(ExportStep &step)
{
    const DType type = step.result().dtype;
    const double infinity = std::numeric_limits<double>::infinity();
    if (step.has("attn_mask") && step.value("attn_mask").dtype == DType::Bool)
        return step.emit("Where",
                         {step.in("attn_mask"), step.number(0.0, type), step.number(-infinity, type)});
    if (step.has("attn_mask"))
        return step.operand("attn_mask", type);
    if (!step.flag("is_causal", false))
        return {};
    const graph::Size rows = step.value("query").shape[step.rank("query") - 2],
                      columns = step.value("key").shape[step.rank("key") - 2];
    if (rows.timesBatch || columns.timesBatch)
        step.refuseArgument("is_causal");
    const at::Tensor mask = at::full({rows.constant, columns.constant}, -infinity).triu(1);
    return step.out().constant(mask.to(model::toScalarType(type)));
}

/// softmax(q k^T * scale + mask) v
void attention(ExportStep &step)
{
    if (step.flag("enable_gqa", false))
        step.refuseArgument("enable_gqa");
    const DType type = step.result().dtype;
    const auto width = static_cast<double>(step.value("query").shape.back().constant);
    const double scale = step.real("scale", 1.0 / std::sqrt(width));
    const std::string query = step.emit("Mul", {step.in("query"), step.number(scale, type)});
    const std::string key = step.transposed(step.in("key"), lastTwoSwapped(step.rank("key")));
    std::string scores = step.emit("MatMul", {query, key});
    if (const std::string mask = scoreMask(step); !mask.empty())
        scores = step.emit("Add", {scores, mask});
    scores = step.emit("Softmax", {scores}, {attribute("axis", std::int64_t{-1})});
    step.give(step.emit("MatMul", {scores, step.in("value")}));
}

} // namespace

void addMatrixExports(ExportRules &rules)
{
    rules["linear"] = linear;
    for (const char *name : {"matmul", "mm", "bmm", "mv", "dot"})
        rules[name] = matmul;
    rules["addmm"] = addMatmul;
    rules["baddbmm"] = addMatmul;
    rules["einsum"] = einsum;
    rules["scaled_dot_product_attention"] = attention;
}

} // namespace espalier::formats::onnx
