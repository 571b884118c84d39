// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/state_dict.h"

#include "base/text.h"

#include <algorithm>
#include <unordered_map>

namespace espalier::wire {

namespace {

constexpr std::string_view wrappers[] = {"state_dict", "model_state", "model_state_dict", "model"};
constexpr std::string_view remedy = "In Python, save the weights alone: torch.save(model.state_dict(), 'weights.pth').";

bool holdsOnlyTensors(const Pickle &pickle, const PickleNode &dict)
{
    for (std::size_t i = 1; i < dict.items.size(); i += 2) {
        if (pickle.node(dict.items[i]).kind != PickleKind::Tensor)
            return false;
    }
    return !dict.items.empty();
}

std::vector<std::string> keysOf(const Pickle &pickle, const PickleNode &dict)
{
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < dict.items.size() && keys.size() < 64; i += 2) {
        const PickleNode &key = pickle.node(dict.items[i]);
        keys.push_back(key.kind == PickleKind::String ? key.text : "?");
    }
    return keys;
}

/// The dictionary of tensors: the root, or what stands under one of the usual names.
base::Result<const PickleNode *> findDict(const Pickle &pickle, const std::string &where)
{
    const PickleNode &root = pickle.node(pickle.root);
    if (root.kind != PickleKind::Dict)
        return malformed(where, "The file holds a single object, not a state dict.", std::string(remedy));
    if (holdsOnlyTensors(pickle, root))
        return &root;
    for (const std::string_view name : wrappers) {
        const PickleNode *inner = pickle.lookUp(root, name);
        if (inner && inner->kind == PickleKind::Dict)
            return inner;
    }
    return malformed(where, base::cat("The file holds no state dict; its entries are: ",
                                      base::listNames(keysOf(pickle, root)), "."), std::string(remedy));
}

std::map<std::string, std::string> scalarsOf(const Pickle &pickle)
{
    std::map<std::string, std::string> scalars;
    const PickleNode &root = pickle.node(pickle.root);
    for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
        const PickleNode &key = pickle.node(root.items[i]);
        const PickleNode &value = pickle.node(root.items[i + 1]);
        if (key.kind != PickleKind::String)
            continue;
        switch (value.kind) {
        case PickleKind::Integer: scalars[key.text] = base::cat(value.integer); break;
        case PickleKind::Bool: scalars[key.text] = value.integer ? "true" : "false"; break;
        case PickleKind::Real: scalars[key.text] = base::cat(value.real); break;
        case PickleKind::String: scalars[key.text] = value.text; break;
        default: break;
        }
    }
    return scalars;
}

StoredTensor bind(const Pickle &pickle, const PickleTensor &tensor, const std::vector<Bytes> &storages)
{
    return {pickle.storages[tensor.storage].dtype, tensor.shape, tensor.stride, tensor.offset, storages[tensor.storage]};
}

} // namespace

base::Result<TorchCheckpoint> findStateDict(const Pickle &pickle, const std::vector<Bytes> &storages,
                                            std::size_t fileSize, const std::string &where)
{
    const auto dict = findDict(pickle, where);
    if (!dict)
        return dict.problem();
    TorchCheckpoint checkpoint;
    if (*dict != &pickle.node(pickle.root))
        checkpoint.scalars = scalarsOf(pickle);
    std::unordered_map<std::string, std::size_t> index;
    // Shared storages may stand under many names, but nobody expands a file a hundred times over.
    const std::uint64_t budget = 8 * std::uint64_t{fileSize} + (std::uint64_t{16} << 20);
    std::uint64_t total = 0;
    const std::vector<std::uint32_t> &items = (*dict)->items;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        const PickleNode &key = pickle.node(items[i]);
        const PickleNode &value = pickle.node(items[i + 1]);
        if (key.kind != PickleKind::String)
            return malformed(where, "A name in the state dict is not a string.", std::string(remedy));
        if (value.kind != PickleKind::Tensor)
            return malformed(where, base::cat("Entry '", key.text, "' of the state dict is not a tensor."),
                             std::string(remedy));
        StoredTensor tensor = bind(pickle, pickle.tensors[static_cast<std::size_t>(value.integer)], storages);
        total += static_cast<std::uint64_t>(tensor.numel() * graph::byteSize(tensor.dtype));
        if (total > budget)
            return malformed(where, base::cat("Its tensors would take far more memory than the file has bytes (",
                                              fileSize, ")."));
        const auto [it, isNew] = index.emplace(key.text, checkpoint.tensors.size());
        if (isNew)
            checkpoint.tensors.emplace_back(key.text, std::move(tensor));
        else
            checkpoint.tensors[it->second].second = std::move(tensor);
    }
    if (checkpoint.tensors.empty())
        return malformed(where, "The state dict is empty.", std::string(remedy));
    return checkpoint;
}

} // namespace espalier::wire
