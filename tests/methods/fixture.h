// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

#include <gtest/gtest.h>

namespace espalier::methods::test {

/// Three groups built by hand: "a", a linear layer (8 channels); "b", two convolutions tied by an addition (6 channels);
/// "t", a transposed convolution whose channels lie on axis 1 in reverse order (4 channels). "fc" is frozen. b.weight reads
/// a, t.weight reads b, fc.weight reads t.
struct Bench {
    graph::StructurePtr structure;
    model::Weights weights;

    /// Context of a method or its schema's defaults, with the same ratio for all groups.
    MethodContext context(double ratio, const recipe::Options &options) const;
    std::vector<GroupView> views(double ratio) const;
};

Bench makeBench(std::uint64_t seed = 1);

/// The same network with the channels of every group in another order: channel c of the result is channel order[c].
Bench permuted(const Bench &bench, const std::vector<std::vector<std::int64_t>> &order);

/// Defaults of a schema with some values replaced.
recipe::Options optionsOf(const std::vector<recipe::OptionSchema> &schema, const recipe::Options &changes = {});

const MethodEntry &methodEntry(const std::vector<MethodEntry> &entries, const std::string &id);

/// A method over a bench, ready for its first iteration. Fails the test if it can't be prepared.
struct Prepared {
    Bench bench = makeBench();
    std::unique_ptr<Method> method;
    recipe::Options options;
};
Prepared prepare(const std::string &id, const recipe::Options &changes, double ratio = 0.5, Bench bench = makeBench());

/// Updates and verdicts without a network until the method is ready, with the weights left alone; the iterations run, or
/// -1 if the limit comes first.
std::int64_t runToCut(Method &method, std::int64_t limit = 200000);

/// One iteration without a network: gradients of a fixed seed, plain gradient descent with the method's factors.
void iterate(Method &method, const Bench &bench, std::int64_t t);

/// A figure that counts something.
std::int64_t countOf(const Method &method, const std::string &figure);

/// Bit for bit.
bool sameBits(const at::Tensor &a, const at::Tensor &b);

} // namespace espalier::methods::test
