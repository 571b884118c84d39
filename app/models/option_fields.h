// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recipe/options.h"
#include "widgets/forms/option_field.h"

namespace espalier::app {

/// A form's fields from option schemas and present values; texts translated. Keys are the option names with `prefix`.
QList<widgets::OptionField> optionFields(const std::vector<recipe::OptionSchema> &schemas, const recipe::Options &values,
                                         const QString &prefix = {});
/// A form's value as an option value of the schema's type.
recipe::OptionValue optionValue(const recipe::OptionSchema &schema, const QVariant &value);

} // namespace espalier::app
