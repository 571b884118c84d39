// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QStringView>

#include <optional>

namespace espalier::widgets {

/// How well a pattern fits a text; higher is better.
struct FuzzyMatch
{
    int score = 0;
    QList<int> positions; ///< of the matched letters, ascending
};

/// The letters of `pattern` in order in `text`, case ignored, spaces of the pattern skipped. Of all ways the
/// one with the highest score: word starts and runs of letters count more, gaps less; among equals the
/// shorter text wins. An empty pattern matches everything with score 0. Cost: pattern length x text length.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace espalier::widgets
