// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/json_fields.h"
#include "report/published.h"

/// Private to report.
namespace espalier::report {

/// {"source", "figures": [{"figure", "low", "high", "margin", "ours", "difference", "inside"}], "caveats"}.
Json toObject(const PublishedComparison &comparison);
PublishedComparison publishedFrom(const Json &json);

} // namespace espalier::report
