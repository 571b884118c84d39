// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/torch_globals.h"

#include "base/text.h"

#include <array>
#include <utility>

namespace espalier::wire {

namespace {

using graph::DType;

constexpr std::array<std::pair<std::string_view, DType>, 10> storages{{
    {"Float", DType::Float32}, {"Double", DType::Float64}, {"Half", DType::Float16}, {"BFloat16", DType::BFloat16},
    {"Long", DType::Int64}, {"Int", DType::Int32}, {"Short", DType::Int16}, {"Char", DType::Int8},
    {"Byte", DType::UInt8}, {"Bool", DType::Bool},
}};

constexpr std::string_view dtypes[] = {"float32", "float", "float64", "double", "float16", "half", "bfloat16", "int64",
                                       "long", "int32", "int", "int16", "short", "int8", "uint8", "bool"};

/// Sizes and strides beyond this belong to no tensor that fits into memory.
constexpr std::int64_t maximumExtent = std::int64_t{1} << 40;
constexpr std::size_t maximumRank = 64;

bool isTorchDType(std::string_view qualified)
{
    for (const std::string_view name : dtypes) {
        if (qualified.substr(6) == name)
            return true;
    }
    return false;
}

} // namespace

std::optional<DType> storageType(const std::string &qualified)
{
    std::string_view name = qualified;
    for (const std::string_view prefix : {"torch.cuda.", "torch."}) {
        if (name.starts_with(prefix)) {
            name.remove_prefix(prefix.size());
            break;
        }
    }
    for (const auto &[type, dtype] : storages) {
        if (name.size() == type.size() + 7 && name.starts_with(type) && name.ends_with("Storage"))
            return dtype;
    }
    return std::nullopt;
}

std::string storageClass(DType type)
{
    for (const auto &[name, dtype] : storages) {
        if (dtype == type)
            return base::cat("torch.", name, "Storage");
    }
    return {};
}

std::optional<TorchGlobal> torchGlobal(const std::string &qualified)
{
    if (qualified == "collections.OrderedDict")
        return TorchGlobal::OrderedDict;
    if (qualified == "torch._utils._rebuild_tensor_v2")
        return TorchGlobal::RebuildTensorV2;
    if (qualified == "torch._utils._rebuild_tensor")
        return TorchGlobal::RebuildTensor;
    if (qualified == "torch._utils._rebuild_parameter")
        return TorchGlobal::RebuildParameter;
    if (!qualified.starts_with("torch."))
        return std::nullopt;
    if (storageType(qualified))
        return TorchGlobal::StorageClass;
    return isTorchDType(qualified) ? std::optional(TorchGlobal::DType) : std::nullopt;
}

std::optional<TorchGlobal> scriptGlobal(const std::string &qualified)
{
    constexpr std::string_view pickle = "torch.jit._pickle.";
    if (qualified.starts_with("__torch__."))
        return TorchGlobal::ScriptClass;
    if (qualified == "torch.device")
        return TorchGlobal::Device;
    if (!qualified.starts_with(pickle))
        return std::nullopt;
    const std::string_view name = std::string_view(qualified).substr(pickle.size());
    for (const std::string_view known : {"build_intlist", "build_boollist", "build_doublelist", "build_tensorlist", "restore_type_tag"}) {
        if (name == known)
            return TorchGlobal::TypedList;
    }
    return std::nullopt;
}

base::Problem refusedGlobal(const std::string &qualified, const std::string &where)
{
    if (qualified.starts_with("torch.") && qualified.ends_with("Storage"))
        return {base::ProblemCode::Unsupported, base::cat("The file holds tensors of the type ", qualified,
                    ": complex, quantised and untyped storages can't be read."), where,
                "Convert the tensors to a plain type before saving, for example with .float()."};
    return {base::ProblemCode::Unsupported,
            base::cat("The file is a pickle that wants Python to build an object of ", qualified,
                      "; only tensors are read, and no code from a file ever runs."),
            where,
            "In Python, save the weights alone: torch.save(model.state_dict(), 'weights.pth'); or the whole model: "
            "torch.export.save(torch.export.export(model.eval(), (example_input,)), 'model.pt2')."};
}

base::Status checkExtent(const PickleTensor &tensor, const PickleStorageView &view, const std::string &where)
{
    const base::Problem outside = malformed(where, base::cat("A tensor of shape ", base::shapeText(tensor.shape),
        " does not fit into its storage of ", view.numel, " elements."));
    if (tensor.shape.size() != tensor.stride.size() || tensor.shape.size() > maximumRank || tensor.offset < 0)
        return outside;
    bool empty = false;
    // Each term is below 2^80 and there are at most 64 of them: 128 bits can't overflow.
    __extension__ using Wide = __int128;
    Wide last = tensor.offset;
    Wide numel = 1;
    for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
        const std::int64_t size = tensor.shape[axis];
        const std::int64_t stride = tensor.stride[axis];
        if (size < 0 || size > maximumExtent || stride < 0 || stride > maximumExtent)
            return outside;
        empty = empty || size == 0;
        last += static_cast<Wide>(size - 1) * stride;
        numel = empty ? 0 : numel * size;
        if (numel > maximumExtent)
            return outside;
    }
    const bool inside = empty ? tensor.offset <= view.numel : last < view.numel;
    return inside ? base::Status{} : outside;
}

} // namespace espalier::wire
