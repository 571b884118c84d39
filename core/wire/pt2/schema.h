// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "graph/graph.h"
#include "graph/json_reader.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace espalier::wire {

using graph::JsonReader;

/// Ends reading (JsonError) with something that is understood but not done here.
[[noreturn]] void unsupported(std::string what, std::string remedy);

/// The only member of an object that stands for a union: {"as_int": 3}.
std::pair<std::string, JsonReader> alternative(const JsonReader &json);

/// torch.export's numbers of element types and back; reading refuses complex and 8-bit float types.
graph::DType readDType(const JsonReader &json);
int dtypeNumber(graph::DType type);

/// ATen's number of a memory format or layout, from torch.export's, which differ.
std::int64_t readMemoryFormat(const JsonReader &json);
std::int64_t readLayout(const JsonReader &json);
/// The inverse for memory formats; 1 (contiguous) for numbers that are none.
int memoryFormatNumber(std::int64_t aten);

/// A finite number, or "Infinity", "-Infinity", "NaN".
double readReal(const JsonReader &json);

/// Operator of a target "torch.ops.aten.conv2d.default"; nothing for targets such as "_operator.mul".
struct OperatorName {
    std::string space;    ///< "aten"
    std::string name;     ///< "conv2d"
    std::string overload; ///< empty for "default"
};
std::optional<OperatorName> operatorName(std::string_view target);

/// Dotted path of the innermost module of a node's "nn_module_stack", empty if it names none.
std::string modulePath(std::string_view stack);

/// Sizes of one program: constants and multiples of one symbol, the batch.
class SizeReader {
public:
    /// {"as_int": 3} or {"as_expr": {"expr_str": …}}; nothing if it is no multiple of the batch.
    std::optional<graph::Size> tryRead(const JsonReader &json);
    /// The same, Unsupported naming `what`.
    graph::Size read(const JsonReader &json, const std::string &what);
    graph::Sizes readAll(const JsonReader &json, const std::string &what);

private:
    std::string m_symbol;
};

} // namespace espalier::wire
