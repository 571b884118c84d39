// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"

namespace espalier::recipe {

// Schemas of each type with a default; what else an option has (unit, live, scaled, rate) is set on the result:
//
//     OptionSchema epochs = atLeast(integerSchema("epochs", "Epochs", 10, "Passes over the training images."), 1);
//     epochs.unit = "epochs";
OptionSchema boolSchema(const char *name, const char *title, bool value, const char *help);
OptionSchema integerSchema(const char *name, const char *title, std::int64_t value, const char *help);
OptionSchema realSchema(const char *name, const char *title, double value, const char *help);
OptionSchema textSchema(const char *name, const char *title, const char *value, const char *help);
OptionSchema scheduleSchema(const char *name, const char *title, const char *value, const char *help);
/// The first choice is the default.
OptionSchema choiceSchema(const char *name, const char *title, std::vector<std::string> choices, const char *help);

/// The same with a bound, or folded away in forms.
OptionSchema atLeast(OptionSchema schema, double minimum);
OptionSchema above(OptionSchema schema, double minimum);
OptionSchema atMost(OptionSchema schema, double maximum);
OptionSchema below(OptionSchema schema, double maximum);
OptionSchema advanced(OptionSchema schema);

/// Every option at its default.
Options defaultsOf(const std::vector<OptionSchema> &schemas);

} // namespace espalier::recipe
