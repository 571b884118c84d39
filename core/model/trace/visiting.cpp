// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/trace/visiting.h"

#include "base/text.h"
#include "model/trace/rules.h"

#include <algorithm>
#include <set>

namespace espalier::model::trace {

namespace {

class Visiting {
public:
    explicit Visiting(Walk &walk) : m_walk(walk), m_rules(makeRules()), m_shuffles(findShuffles(walk.graph()))
    {
        for (const auto &[last, shuffle] : m_shuffles)
            m_waiting.insert(shuffle.inner.begin(), shuffle.inner.end());
    }

    std::vector<Shuffle> run()
    {
        const std::size_t count = m_walk.graph().nodes().size();
        for (std::size_t i = 0; i < count; ++i) {
            const NodeId id{static_cast<std::int32_t>(i)};
            if (m_waiting.contains(id))
                continue; // decided at the end of the chain
            const auto shuffle = m_shuffles.find(id);
            if (shuffle == m_shuffles.end() || !visitShuffle(shuffle->second))
                visit(id);
        }
        m_walk.setCurrent({});
        for (const ValueId output : m_walk.graph().outputs())
            for (const Layer &layer : m_walk.value(output).layers)
                m_walk.pin(layer, why::output);
        return std::move(m_found);
    }

private:
    bool visitShuffle(const Shuffle &candidate)
    {
        m_walk.setCurrent(candidate.last);
        const std::optional<Shuffle> shuffle = resolveShuffle(m_walk, candidate);
        if (!shuffle) {
            for (const NodeId id : candidate.inner)
                visit(id);
            return false;
        }
        const Traced &source = m_walk.value(shuffle->source);
        Call call(m_walk, shuffle->last);
        std::vector<Layer> layers;
        for (const Layer &layer : source.layers)
            layers.push_back(layer.taken(shuffle->axis, shuffle->positions));
        call.setLayers(std::move(layers));
        store(call);
        m_walk.value(call.node().outputs[0]).producer = source.producer;
        m_found.push_back(*shuffle);
        return true;
    }

    void visit(NodeId id)
    {
        m_walk.setCurrent(id);
        Call call(m_walk, id);
        const std::size_t contractions = m_walk.findings().contractions.size();
        const auto rule = m_rules.find(call.op());
        if (rule == m_rules.end() || !rule->second(m_walk, call))
            giveUp(call);
        store(call);
        for (std::size_t i = contractions; i < m_walk.findings().contractions.size(); ++i)
            if (!m_walk.findings().contractions[i].out.labels.empty())
                m_walk.value(call.node().outputs[0]).producer = static_cast<int>(i);
    }

    void giveUp(Call &call)
    {
        const std::string reason = base::cat("operator ", call.node().op, " is not understood");
        for (std::size_t i = 0; i < call.operands().size(); ++i)
            for (const Layer &layer : call.operand(i).layers)
                m_walk.pin(layer, reason);
        for (std::size_t output = 0; output < call.outputCount(); ++output)
            call.setLayers({}, output);
    }

    void store(const Call &call)
    {
        bool constant = true;
        ValueId origin;
        int producer = -1;
        for (std::size_t i = 0; i < call.operands().size(); ++i) {
            const Traced &operand = call.operand(i);
            constant = constant && operand.constant;
            if (!origin.isValid())
                origin = operand.origin;
            if (producer < 0)
                producer = operand.producer;
        }
        for (std::size_t output = 0; output < call.outputCount(); ++output) {
            Traced &value = m_walk.value(call.node().outputs[output]);
            value.layers = m_walk.varyingOnly(call.layers()[output]);
            value.constant = constant;
            value.origin = constant ? origin : ValueId{};
            value.producer = producer;
        }
    }

    Walk &m_walk;
    RuleTable m_rules;
    std::map<NodeId, Shuffle> m_shuffles;
    std::set<NodeId> m_waiting;
    std::vector<Shuffle> m_found;
};

} // namespace

std::vector<Shuffle> visitAll(Walk &walk) { return Visiting(walk).run(); }

} // namespace espalier::model::trace
