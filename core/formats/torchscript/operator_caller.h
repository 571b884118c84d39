// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/torchscript/graph_draft.h"
#include "formats/torchscript/schema_match.h"

namespace espalier::formats::torchscript {

/// Turns calls of operators with tensors into nodes of a draft. Shapes come from running the operator on
/// stand-ins without data, or by formula where it has no such form. Only operators that compute something of
/// tensors given, or make one of sizes, are called at all.
class OperatorCaller
{
public:
    /// `tracedBatch`: how many images the file was traced with, 0 if it does not say. Sizes that a trace
    /// holds as plain numbers where the batch must stand are put right by it.
    OperatorCaller(GraphDraft &draft, std::int64_t tracedBatch) : m_draft(draft), m_tracedBatch(tracedBatch)
    {
    }

    /// `op` with namespace; `module` made the call. Unsupported if it is not known, Mismatch if it does not
    /// fit the shapes.
    Value call(const std::string &op, CallArguments arguments, const std::string &module);

private:
    using Results = std::array<std::vector<c10::IValue>, 2>;

    Value callMatched(SchemaMatch match, const std::string &module);
    Results probe(const SchemaMatch &match);
    void materialise(SchemaMatch &match);
    void materialise(Value &value);
    bool setBatch(SchemaMatch &match, bool exact) const;
    Value record(const SchemaMatch &match, const Results &results, const std::string &module);
    std::string moduleOf(const graph::Node &node, const std::string &module) const;

    GraphDraft &m_draft;
    std::int64_t m_tracedBatch;
    int m_constants = 0;
};

} // namespace espalier::formats::torchscript
