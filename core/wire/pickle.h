// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/bytes.h"
#include "graph/graph.h"

#include <cstdint>
#include <string>
#include <vector>

namespace espalier::wire {

enum class PickleKind : std::uint8_t {
    None, Bool, Integer, BigInteger, Real, String, Tuple, List, Dict, Global, Storage, Tensor, Object
};

/// One object of a pickle. Objects refer to each other by index, so that sharing, cycles and depth are harmless: nobody
/// walks them recursively.
struct PickleNode {
    PickleKind kind = PickleKind::None;
    std::int64_t integer = 0;         ///< Bool, Integer; index into storages or tensors for Storage, Tensor
                                      ///< and into nodes for Object: its state
    double real = 0.0;                ///< Real
    std::string text;                 ///< String; Global as "module.name"; little-endian bytes of a BigInteger
    std::vector<std::uint32_t> items; ///< Tuple, List; Dict: key, value, key, value …; Object: its class, a Global
};

/// A storage that tensors view, as persistent ids name it: once per key.
struct PickleStorage {
    std::string key;
    graph::DType dtype = graph::DType::Float32;
    std::int64_t numel = 0;
};

/// A range of a storage (legacy files can store views of storages), in elements.
struct PickleStorageView {
    std::size_t storage = 0;
    std::int64_t offset = 0;
    std::int64_t numel = 0;
};

/// A strided view of a storage, in elements; checked to lie inside the storage.
struct PickleTensor {
    std::size_t storage = 0;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> stride;

    std::int64_t numel() const;
};

/// What one pickle of a torch.save file holds.
struct Pickle {
    std::vector<PickleNode> nodes;
    std::vector<PickleStorage> storages;
    std::vector<PickleStorageView> views;
    std::vector<PickleTensor> tensors;
    std::uint32_t root = 0;
    std::size_t end = 0; ///< offset of the byte after STOP

    const PickleNode &node(std::uint32_t index) const { return nodes[index]; }
    /// Value of the last entry with that string key in a Dict, or null.
    const PickleNode *lookUp(const PickleNode &dict, std::string_view key) const;
};

/// Bounds of what a pickle may ask for. Work and memory are linear in the bytes read in any case.
struct PickleLimits {
    std::size_t bytes = std::size_t{256} << 20;
    std::size_t nodes = 2'000'000;
};

/// Who wrote the pickle. Those of TorchScript hold objects of classes below __torch__, which become Object nodes with
/// the state that they were given, and typed lists.
enum class PickleDialect { TorchSave, TorchScript };

/// Reads one pickle, from `offset` of `input`. Runs nothing: only the opcodes that torch.save writes are known, and of
/// all globals only OrderedDict, the helpers that rebuild tensors, the storage classes and the dtypes (methods.md,
/// appendix A). Anything else ends it: Unsupported if the file wants code to run, Malformed if it is broken.
base::Result<Pickle> readPickle(Bytes input, std::size_t offset, const std::string &where,
                                const PickleLimits &limits = {}, PickleDialect dialect = PickleDialect::TorchSave);

} // namespace espalier::wire
