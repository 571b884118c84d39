// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/vocabulary.h"

#include <filesystem>
#include <optional>
#include <utility>

namespace espalier::recipe {

struct ModelSpec {
    std::string source;  ///< "zoo:cifar_resnet20", a file, or a run directory ("DIR", "DIR@POINT")
    std::string weights; ///< file for zoo models; empty = fresh
    std::int64_t classes = 0; ///< zoo only; 0 = as the architecture or the data says
    friend bool operator==(const ModelSpec &, const ModelSpec &) = default;
};

struct DataSpec {
    std::string source; ///< "folder:cifar10", "sample:"; empty = none
    std::string preset; ///< empty = the source's own
    std::int64_t subset = 0;   ///< at most so many images per split; 0 = all (null in JSON)
    double tuningShare = 0.1;  ///< of train, set apart for probes and stop rules
    friend bool operator==(const DataSpec &, const DataSpec &) = default;
};

/// Exactly one kind. Ratios are shares of the ORIGINAL width in [0, 1).
struct RatioSpec {
    enum class Kind { None, Patterns, Uniform, Stages, Index, Target, Plan, Proportional, Inherit } kind = Kind::None;
    std::vector<std::pair<std::string, double>> patterns; ///< glob on module names; later ones win
    double uniform = 0.0;
    std::vector<double> stages; ///< [stem, s1, ..., fc] (methods.md 7)
    std::string index;          ///< "1-15:0.7, 17:0.5"
    std::string target;         ///< "macs=0.5"
    std::string plan;           ///< a plan file
    std::vector<std::pair<std::string, double>> shares; ///< of Proportional: glob -> p_l; layers of none stay whole
    double total = 0.0;         ///< of Proportional: share of all weights that goes
    std::string inherit;        ///< directory of an earlier run whose choice is taken over
    bool inheritsRatiosOnly = false; ///< "as": "pr": how many channels of each group went, not which
    std::vector<std::string> skip; ///< globs
    std::int64_t align = 1;
    std::string alignDirection = "up";
    std::int64_t minimum = 1;
    friend bool operator==(const RatioSpec &, const RatioSpec &) = default;
};

/// Published figures to hold a result against ("expect").
struct Expectation {
    std::optional<std::pair<double, double>> baseTop1, top1; ///< percent, low and high
    std::optional<double> speedup;
    std::string source;
    friend bool operator==(const Expectation &, const Expectation &) = default;
};

/// Everything an experiment needs, as one value. GUI thread owns the edited one; runs own their copy.
struct Recipe {
    std::string name;
    std::int64_t seed = 1;
    std::string device = "auto";    ///< auto, cpu, cuda
    std::string precision = "fp32"; ///< fp32, bf16, auto
    double scale = 1.0;             ///< multiplies iteration and epoch counts; 1 = as written
    ModelSpec model;
    DataSpec data;
    RatioSpec ratios;
    std::vector<Stage> stages;
    std::optional<Expectation> expect;
    friend bool operator==(const Recipe &, const Recipe &) = default;
};

/// Reads and checks a recipe against the vocabulary: an unknown key, a wrong type, a value out of range, an option that
/// no stage reads is BadUsage with the key's path. Defaults are written out. Relative paths become absolute against
/// `folder` (empty = left alone).
base::Result<Recipe> recipeFromJson(const std::string &text, const Vocabulary &vocabulary,
                                    const std::filesystem::path &folder = {});

/// Pretty JSON with every default written out; recipeFromJson(toJson(r)) == r.
std::string toJson(const Recipe &recipe);

/// Checks a recipe that was edited in memory, same rules.
base::Result<Recipe> validate(const Recipe &recipe, const Vocabulary &vocabulary);

/// Applies "stages.1.options.update_interval=5" to recipe JSON text before it is read: --set of the CLI.
base::Result<std::string> withSetting(const std::string &json, const std::string &assignment);

/// Iteration and epoch counts (options marked `scaled`) times recipe.scale, at least 1 where they were, and rates (marked
/// `rate`) divided by it; scale becomes 1.
Recipe scaledRecipe(const Recipe &recipe, const Vocabulary &vocabulary);

} // namespace espalier::recipe
