// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "base/translate.h"
#include "model/trace/call.h"
#include "model/trace/structure_builder.h"

#include <algorithm>
#include <set>

namespace espalier::model::trace {

namespace {

using graph::CostTerm;
using graph::LivingCount;

class LayerBuilder {
public:
    LayerBuilder(const Traces &traces, const std::vector<std::string> &names, graph::Structure *structure)
        : m_traces(traces), m_graph(traces.walk.graph()), m_findings(traces.walk.findings()), m_names(names),
          m_structure(structure)
    {
    }

    void run()
    {
        for (std::size_t i = 0; i < m_findings.contractions.size(); ++i) {
            const Contraction &contraction = m_findings.contractions[i];
            if (!contraction.extents.empty() || !contraction.weight.isValid())
                m_structure->otherMacs.push_back(macs(contraction));
            else
                addLayer(contraction, m_names[i]);
        }
        for (const ValueId id : m_graph.storedOf(graph::ValueKind::Parameter))
            if (!m_counted.contains(id))
                m_structure->otherParameters.push_back(elements(id));
    }

private:
    LivingCount count(const Extent &extent) const { return m_traces.grouping.count(extent); }

    /// out * in (/ groups), times `factor`.
    CostTerm weightTerm(const Contraction &contraction, std::int64_t factor) const
    {
        CostTerm term{factor, {count(contraction.out)}, {}};
        const std::int64_t groups = contraction.groups.size;
        if (groups == 1 || contraction.in.size > groups)
            term.counts.push_back(count(contraction.in));
        if (groups > 1 && contraction.in.size > groups)
            term.divisor = count(contraction.groups);
        return term;
    }

    CostTerm macs(const Contraction &contraction) const
    {
        if (contraction.extents.empty())
            return weightTerm(contraction, contraction.taps * contraction.positions);
        CostTerm term{contraction.positions, {}, {}};
        for (const Extent &extent : contraction.extents)
            term.counts.push_back(count(extent));
        return term;
    }

    /// Elements of a parameter that belongs to no layer.
    CostTerm elements(ValueId id) const
    {
        CostTerm term;
        Shape shape = shapeAt(m_graph.value(id).shape, 1);
        for (const Layer &layer : m_traces.labels.layers[id.index()]) {
            term.counts.push_back(count({layer.labels(), layer.labelCount()}));
            for (const int axis : layer.varying().list())
                shape[static_cast<std::size_t>(axis)] = 1;
        }
        term.factor = product(shape);
        return term;
    }

    void addLayer(const Contraction &contraction, const std::string &name)
    {
        const graph::Node &node = m_graph.node(contraction.node);
        graph::Layer layer;
        layer.name = name;
        layer.op = node.op;
        if (const std::size_t colon = layer.op.find("::"); colon != std::string::npos)
            layer.op.erase(colon, 1)[colon] = '.';
        layer.node = contraction.node;
        layer.weight = m_graph.value(contraction.weight).name;
        layer.weightShape = shapeAt(m_graph.value(contraction.weight).shape, 1);
        layer.groups = contraction.groups.size;
        setGeometry(contraction, &layer);
        layer.norm = normOf(node.outputs[0]);
        layer.in = count(contraction.in);
        layer.out = count(contraction.out);
        addParameters(contraction, &layer);
        layer.macs = macs(contraction);
        setGroup(contraction, &layer);
        m_structure->layers.push_back(std::move(layer));
    }

    void setGeometry(const Contraction &contraction, graph::Layer *layer) const
    {
        const Call call(m_traces.walk, contraction.node);
        const Shape &shape = call.shape();
        if (call.op().find("conv") == std::string::npos || shape.size() < 3)
            return;
        layer->outWidth = shape.back();
        for (std::size_t axis = 2; axis + 1 < shape.size(); ++axis)
            layer->outHeight *= shape[axis];
        const std::vector<std::int64_t> stride = call.integers("stride");
        layer->stride = stride.empty() ? 1 : stride.front();
    }

    /// The batch norm that alone reads a value.
    std::string normOf(ValueId value) const
    {
        if (m_graph.consumers(value).size() != 1)
            return {};
        const graph::Node &reader = m_graph.node(m_graph.consumers(value).front());
        if (shortName(reader.op).find("batch_norm") == std::string::npos)
            return {};
        for (const char *argument : {"weight", "running_mean"}) {
            const ValueId id = reader.tensor(argument);
            if (!id.isValid())
                continue;
            const std::string &name = m_graph.value(id).name;
            return name.substr(0, name.rfind('.'));
        }
        return reader.module;
    }

    void addParameters(const Contraction &contraction, graph::Layer *layer)
    {
        if (m_counted.insert(contraction.weight).second)
            layer->parameters.push_back(weightTerm(contraction, contraction.taps));
        if (!contraction.bias.isValid() || m_graph.value(contraction.bias).kind != graph::ValueKind::Parameter)
            return;
        layer->bias = m_graph.value(contraction.bias).name;
        if (m_counted.insert(contraction.bias).second)
            layer->parameters.push_back({1, {layer->out}, {}});
    }

    void setGroup(const Contraction &contraction, graph::Layer *layer)
    {
        if (layer->out.terms.size() == 1 && layer->out.fixed == 0)
            layer->group = layer->out.terms.front().group;
        if (layer->out.fixed == 0)
            return;
        const std::string reason = frozenReason(contraction);
        if (layer->out.terms.empty())
            layer->frozen = reason;
        const bool whole = layer->out.terms.empty();
        m_structure->frozen.push_back(
            {whole ? layer->name : base::cat(layer->name, " (", layer->out.fixed, " of ", contraction.out.size, " channels)"),
             reason});
    }

    std::string frozenReason(const Contraction &contraction) const
    {
        for (const Label label : contraction.out.labels) {
            const Label root = m_traces.classes.rootOf(label);
            const std::int32_t index = m_traces.classes.pin[static_cast<std::size_t>(root)];
            if (m_traces.grouping.refOf(root).group.isValid() || index < 0)
                continue;
            const Pin &pin = m_findings.pins[static_cast<std::size_t>(index)];
            return pin.node.isValid() ? base::cat(pin.reason, ", in ", placeOf(m_graph, pin.node)) : pin.reason;
        }
        return ESP_TR("Engine", "it has a single output channel");
    }

    const Traces &m_traces;
    const graph::Graph &m_graph;
    const Findings &m_findings;
    const std::vector<std::string> &m_names;
    graph::Structure *m_structure;
    std::set<ValueId> m_counted;
};

} // namespace

void buildLayers(const Traces &traces, const std::vector<std::string> &layerNames, graph::Structure *structure)
{
    LayerBuilder(traces, layerNames, structure).run();
}

} // namespace espalier::model::trace
