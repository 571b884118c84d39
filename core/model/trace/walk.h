// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/translate.h"
#include "model/trace/findings.h"
#include "model/trace/union_find.h"
#include "model/weights.h"

#include <string_view>

namespace espalier::model::trace {

/// Batch size at which shapes are traced: larger than 1, so that the batch is never taken for an absent axis.
inline constexpr std::int64_t tracedBatch = 2;

Shape shapeAt(const graph::Sizes &sizes, std::int64_t batch);

/// The state of the walk over the graph (tracer.md 2): the classes of labels, the layers of the values seen so far and
/// what was found out. The rules of the operators work on it; the node being visited is `current()`.
class Walk {
public:
    explicit Walk(const Network &network);

    const graph::Graph &graph() const { return *m_network.graph; }
    const Network &network() const { return m_network; }
    UnionFind &classes() { return m_classes; }
    Findings &findings() { return m_findings; }
    const Findings &findings() const { return m_findings; }
    Traced &value(ValueId id) { return m_values[id.index()]; }
    std::vector<Traced> &values() { return m_values; }
    NodeId current() const { return m_current; }
    void setCurrent(NodeId node) { m_current = node; }

    /// New labels along one axis; `tensor` names the stored value or the node that makes the constant.
    Layer freshLayer(const Shape &shape, int axis, const std::string &tensor, bool stored);
    /// `count` new labels that belong to no tensor (block labels).
    Labels1d freshLabels(std::int64_t count);

    void pin(const Layer &layer, std::string_view reason);
    void pin(Labels1d labels, std::string_view reason);
    /// Labels that meet under broadcasting become one class; labels that meet `alwaysKept` are pinned.
    void unite(const Layer &a, const Layer &b);
    void unite(const Labels1d &a, const Labels1d &b);
    /// United along `axes`, along which the result no longer varies.
    Layer collapsed(const Layer &layer, AxisSet axes);
    /// Records a block constraint; blocks of one cell are united with it instead.
    void addBlocks(const Labels1d &labels, Labels1d cells, std::size_t rows);
    void markApproximate(const Layer &layer);
    void addProducer(const Labels1d &labels) { m_findings.producers.push_back(labels); }

    /// Seen through the classes as they are now.
    Layer normalised(const Layer &layer);
    /// Layers in two or more axes normalised; those that vary nowhere are pinned (one class fills the axis) and left out.
    std::vector<Layer> normalised(const std::vector<Layer> &layers);
    /// `layers` without those that vary nowhere, which are pinned.
    std::vector<Layer> varyingOnly(const std::vector<Layer> &layers);

private:
    void addStored();
    void uniteOne(Label a, Label b, Labels1d *kept);

    const Network &m_network;
    UnionFind m_classes;
    Findings m_findings;
    std::vector<Traced> m_values;
    NodeId m_current;
};

/// Why-texts used by more than one rule.
namespace why {
inline constexpr std::string_view noChannels =
    ESP_TR("Engine", "it meets a value whose axis carries no channels");
inline constexpr std::string_view summed =
    ESP_TR("Engine", "it is summed with a value whose axis carries no channels");
inline constexpr std::string_view kept = ESP_TR("Engine", "it meets a position that is always kept");
inline constexpr std::string_view whole =
    ESP_TR("Engine", "one channel, or one class of channels, fills the whole axis");
inline constexpr std::string_view output = ESP_TR("Engine", "its outputs are the outputs of the network");
} // namespace why

} // namespace espalier::model::trace
