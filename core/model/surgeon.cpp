// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/surgeon.h"

#include "model/surgery/assembly.h"
#include "model/surgery/select.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::model {

at::Tensor TensorCut::apply(const at::Tensor &tensor) const
{
    if (flatKept.defined())
        return tensor.reshape({-1}).index_select(0, flatKept.to(tensor.device())).reshape(newShape);
    at::Tensor result = tensor;
    for (const auto &[axis, kept] : keptByAxis)
        result = result.index_select(axis, kept.to(tensor.device()));
    return result;
}

namespace {

using surgery::Shrinkage;
using surgery::ValueCut;
using graph::ValueId;

TensorCut tensorCut(const ValueCut &value)
{
    TensorCut result;
    result.newShape = value.newShape();
    if (!value.isRagged()) {
        for (const surgery::Cluster &cluster : value.clusters())
            result.keptByAxis[cluster.axes.first()] = surgery::indexTensor(value.kept(cluster.axes.first()));
        return result;
    }
    result.flatKept = surgery::livingIndices(value, value.oldShape());
    return result;
}

/// One cut in progress.
class Cutting {
public:
    explicit Cutting(const Shrinkage &shrinkage)
        : m_shrinkage(shrinkage), m_graph(shrinkage.graph()), m_assembly(shrinkage.graph())
    {
    }

    base::Result<CutResult> run()
    {
        const at::NoGradGuard noGrad;
        addValues();
        for (std::size_t i = 0; i < m_graph.nodes().size(); ++i)
            if (const base::Status status = addNode({static_cast<std::int32_t>(i)}); !status)
                return status.problem();
        for (const ValueId output : m_graph.outputs())
            m_assembly.addOutput(output);
        auto network = std::move(m_assembly).finish();
        if (!network)
            return network.problem();
        if (const base::Status status = validate(*network); !status)
            return status.problem();
        m_result.network = std::move(*network);
        return std::move(m_result);
    }

private:
    void addValues()
    {
        for (const ValueId input : m_graph.inputs())
            m_assembly.addInput(input, m_graph.value(input).shape);
        for (std::size_t i = 0; i < m_graph.values().size(); ++i)
            if (m_graph.values()[i].isStored())
                addStored({static_cast<std::int32_t>(i)});
    }

    void addStored(ValueId id)
    {
        const std::string &name = m_graph.value(id).name;
        const at::Tensor tensor = m_shrinkage.network().weights.get(name);
        const ValueCut &value = m_shrinkage.of(id);
        if (!value.isCut()) {
            m_assembly.addStored(id, tensor.detach().clone().set_requires_grad(tensor.requires_grad()));
            return;
        }
        const TensorCut tensorCut = model::tensorCut(value);
        m_assembly.addStored(id, tensorCut.apply(tensor.detach()).set_requires_grad(tensor.requires_grad()));
        m_result.cuts.emplace(name, tensorCut);
    }

    base::Status addNode(graph::NodeId id)
    {
        if (m_shrinkage.vanishes(id))
            return {};
        const auto rewritten = surgery::rewrite(m_shrinkage, id);
        if (!rewritten)
            return rewritten.problem();
        std::vector<graph::Sizes> shapes;
        for (const ValueId output : rewritten->node.outputs) {
            // What is selected afterwards is made in full first.
            const graph::Sizes &old = m_graph.value(output).shape;
            shapes.push_back(rewritten->selects.empty() ? surgery::newSizes(old, m_shrinkage.of(output)) : old);
        }
        m_assembly.addNode(*rewritten, shapes);
        return {};
    }

    const Shrinkage &m_shrinkage;
    const graph::Graph &m_graph;
    surgery::Assembly m_assembly;
    CutResult m_result;
};

} // namespace

base::Result<CutResult> cut(const Network &network, const Trace &trace, const graph::Plan &plan)
{
    const auto shrinkage = Shrinkage::of(network, trace, plan);
    if (!shrinkage)
        return shrinkage.problem();
    return Cutting(*shrinkage).run();
}

} // namespace espalier::model
