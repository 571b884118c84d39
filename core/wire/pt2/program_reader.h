// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/pt2.h"
#include "wire/pt2/payloads.h"
#include "wire/pt2/scope.h"

namespace espalier::wire {

/// Builds a network from models/model.json and the tensors of the archive. Throws graph::JsonError.
class ProgramReader {
public:
    ProgramReader(const Payloads &payloads, std::size_t fileSize) : m_payloads(payloads), m_budget(budgetOf(fileSize)) { }

    Pt2Network read(const JsonReader &program);

private:
    static std::uint64_t budgetOf(std::size_t fileSize);

    void readSignature(const JsonReader &specs, Scope &scope);
    void readInput(const std::string &kind, const JsonReader &spec, Scope &scope);
    void addStored(graph::ValueKind kind, const std::string &name, const JsonReader &argument, Scope &scope);
    graph::ValueId tiedTo(const StoredTensor &tensor) const;
    void addInput(const JsonReader &argument, Scope &scope);
    void readOutputs(const JsonReader &specs, const Scope &scope);

    void readNodes(const JsonReader &graph, Scope &scope);
    void readNode(const JsonReader &json, Scope &scope);
    bool isCounter(const JsonReader &json, const std::string &op, const Scope &scope) const;
    void addCall(const JsonReader &json, graph::Node node, const std::vector<std::string> &outputs, Scope &scope);
    void inlineGraph(const JsonReader &json, const std::string &target, Scope &scope);

    const Payloads &m_payloads;
    std::uint64_t m_budget; ///< bytes that the tensors may take together
    SizeReader m_sizes;
    graph::GraphBuilder m_builder;
    std::vector<std::pair<std::string, StoredTensor>> m_tensors;
    /// Parameters by where they lie in the file: index into m_tensors, value.
    std::map<std::pair<const std::byte *, std::int64_t>, std::pair<std::size_t, graph::ValueId>> m_places;
};

} // namespace espalier::wire
