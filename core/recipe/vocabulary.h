// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/stage.h"

#include <filesystem>
#include <functional>

namespace espalier::recipe {

struct MethodSchema {
    std::string id;      ///< "greg1"
    std::string title;   ///< "GReg-1"
    std::string summary; ///< one-line trade-off
    std::string paper;
    std::vector<OptionSchema> options;
    bool needsRatios = true; ///< false: it chooses without the recipe's ratios, or only follows what is chosen
    bool endsByItself = true; ///< false: it lasts as many epochs or iterations as its stage says
};

struct CriterionSchema {
    std::string id; ///< "l1"
    std::string title;
    std::string summary;
    std::string paper;
    std::vector<OptionSchema> options;
};

struct StageSchema {
    std::string id; ///< "finetune"
    std::string title;
    std::string summary;
    bool takesMethod = false;    ///< has "method" and "options" (penalize)
    bool takesCriterion = false; ///< has "criterion" (select)
    bool trains = false;         ///< consumes training data
    std::vector<OptionSchema> options; ///< keys of the stage object itself
    bool takesStages = false;          ///< has a list "stages" of its own (repeat)
    std::vector<Stage> defaultStages = {}; ///< of takesStages: where none are given
};

/// A file format of networks or weights.
struct FileFormatSchema {
    std::string id;    ///< "torch_save"
    std::string title; ///< "PyTorch state dict"
    std::string note;
    std::vector<std::string> extensions; ///< with dot, lower case; the usual one first
    bool reads = false, writes = false;
    bool holdsNetwork = false; ///< its files bring the graph, not weights alone
    /// Cheap look at the first bytes: is this such a file? From any thread; never empty for a format that reads.
    std::function<bool(const std::filesystem::path &file)> recognises = {};
};

/// What the engine at hand can do; a value, so that recipes are checked without torch.
struct Vocabulary {
    std::vector<StageSchema> stages;
    std::vector<MethodSchema> methods;
    std::vector<CriterionSchema> criteria;
    std::vector<std::string> presets; ///< data presets by name
    std::vector<std::string> zoo;     ///< built-in models by name
    std::vector<FileFormatSchema> formats;

    const StageSchema *stage(const std::string &id) const;
    const MethodSchema *method(const std::string &id) const;
    const CriterionSchema *criterion(const std::string &id) const;
};

} // namespace espalier::recipe
