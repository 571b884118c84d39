// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::methods {

/// The option `pick` of methods.md 1: min (default), max, rand.
recipe::OptionSchema pickOption();

/// Reads `pick`; min if there is no such option.
graph::Pick pickOf(const recipe::Options &options);

/// Scores in the form that the planner takes, of the given groups by `score`; the others stay without.
graph::Scores scoresOf(const graph::Structure &structure, const std::vector<GroupView> &groups,
                       const std::function<std::vector<double>(const GroupView &)> &score);

/// What a method starts from: the channels chosen before it, or else those that `pick` takes by L1 at the context's
/// ratios and limits. BadUsage "0 of N channels marked" if that is nothing.
base::Result<graph::Plan> chooseAtStart(const MethodContext &context);

/// BadUsage naming the number of channels if the plan removes nothing.
base::Status requireMarked(const graph::Plan &plan, const graph::Structure &structure);

} // namespace espalier::methods
