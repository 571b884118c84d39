// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/no_method.h"

namespace espalier::train {

namespace {

class NoMethod : public methods::Method {
public:
    base::Status prepare(const methods::MethodContext &) override { return {}; }
    void update(const methods::StepContext &) override { }
    const methods::Penalties &penalties() const override { return m_penalties; }
    methods::Verdict verdict(const methods::StepContext &) override { return methods::Verdict::Continue; }
    std::string phase() const override { return {}; }
    std::vector<std::pair<std::string, std::int64_t>> plannedPhases(const recipe::Options &) const override { return {}; }
    graph::Plan plan() const override { return {}; }
    double penaltyLoss() const override { return 0.0; }
    std::vector<report::LayerTelemetry> telemetry() const override { return {}; }
    std::map<std::string, double> figures() const override { return {}; }
    methods::MethodState save() const override { return {}; }
    base::Status load(const methods::MethodState &) override { return {}; }

private:
    methods::Penalties m_penalties;
};

} // namespace

std::unique_ptr<methods::Method> makeNoMethod()
{
    return std::make_unique<NoMethod>();
}

} // namespace espalier::train
