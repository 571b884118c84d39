// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/published.h"

namespace espalier::cli {

/// The published figures beside ours as aligned lines, then what else differs.
std::string publishedTable(const report::PublishedComparison &comparison);

} // namespace espalier::cli
