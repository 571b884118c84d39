// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/mask_rules.h"

namespace espalier::methods {

/// The options by which scores become a plan (methods.md 3.12 and 3.13), `pick` first, for a criterion whose scores have a scale that
/// thresholds can speak of (|gamma|), or for one that only ranks.
std::vector<recipe::OptionSchema> scaleRuleOptions();
std::vector<recipe::OptionSchema> rankRuleOptions();

/// How the members of a group come together: `group_policy` (auto: vote, or score where a target is searched for) and
/// `group_score`.
std::vector<recipe::OptionSchema> agreementOptions();
MaskAgreement agreementOf(const recipe::Options &options, bool searches);

/// `group_score` alone.
ScoreMix mixOf(const recipe::Options &options);

/// The rule that the options name. Nothing if channels are chosen by the recipe's ratios: "ratio", no such option, or
/// "auto" with ratios in the recipe ("auto" without is "absolute").
std::optional<MaskRule> ruleOf(const recipe::Options &options, bool hasRatios);

/// True if these options can't choose without ratios.
bool ruleNeedsRatios(const recipe::Options &options);

} // namespace espalier::methods
