// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/palette/fuzzy.h"

#include <QtCore/QString>

#include <algorithm>
#include <limits>
#include <vector>

namespace espalier::widgets {
namespace {

constexpr int letterScore = 16, wordStartBonus = 12, runBonus = 10, firstBonus = 6, gapCost = 1,
              longestGap = 8;
constexpr int impossible = std::numeric_limits<int>::min() / 2;

bool isWordStart(QStringView text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1], here = text[at];
    return !before.isLetterOrNumber() || (before.isLower() && here.isUpper())
           || (before.isLetter() && here.isDigit());
}

int bonusAt(QStringView text, qsizetype at)
{
    return letterScore + (isWordStart(text, at) ? wordStartBonus : 0) + (at == 0 ? firstBonus : 0);
}

// best[i][j]: score of the first i + 1 letters with the last one at text position j
struct Table
{
    std::vector<int> best;
    std::vector<qsizetype> from;
    qsizetype width;

    Table(qsizetype letters, qsizetype textSize)
        : best(std::size_t(letters * textSize), impossible), from(std::size_t(letters * textSize), -1),
          width(textSize)
    {
    }
    std::size_t at(qsizetype letter, qsizetype position) const
    {
        return std::size_t(letter * width + position);
    }
};

void fillFirst(Table &table, const QString &letters, QStringView text)
{
    for (qsizetype j = 0; j < text.size(); ++j) {
        if (text[j].toLower() == letters[0])
            table.best[table.at(0, j)] = bonusAt(text, j) - std::min<int>(longestGap, int(j) * gapCost);
    }
}

void fillNext(Table &table, qsizetype i, const QString &letters, QStringView text)
{
    qsizetype reach = -1; // best predecessor that is not adjacent
    for (qsizetype j = i; j < text.size(); ++j) {
        if (j >= 2 && (reach < 0 || table.best[table.at(i - 1, j - 2)] >= table.best[table.at(i - 1, reach)]))
            reach = j - 2;
        if (text[j].toLower() != letters[i])
            continue;
        const int adjacent = table.best[table.at(i - 1, j - 1)] + runBonus;
        const int apart = reach < 0 ? impossible
                                    : table.best[table.at(i - 1, reach)] -
                                          std::min<int>(longestGap, int(j - reach) * gapCost);
        const bool run = adjacent >= apart;
        table.best[table.at(i, j)] = std::max(adjacent, apart) + bonusAt(text, j);
        table.from[table.at(i, j)] = run ? j - 1 : reach;
    }
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    const QString letters = pattern.toString().remove(QLatin1Char(' ')).toLower();
    if (letters.isEmpty())
        return FuzzyMatch{};
    if (letters.size() > text.size())
        return std::nullopt;
    Table table(letters.size(), text.size());
    fillFirst(table, letters, text);
    for (qsizetype i = 1; i < letters.size(); ++i)
        fillNext(table, i, letters, text);
    const auto lastRow = table.best.begin() + std::ptrdiff_t(table.at(letters.size() - 1, 0));
    const auto best = std::max_element(lastRow, lastRow + text.size());
    if (*best < 0)
        return std::nullopt;
    FuzzyMatch match{*best * 64 - int(std::min<qsizetype>(63, text.size())), {}};
    for (qsizetype i = letters.size() - 1, j = best - lastRow; i >= 0; j = table.from[table.at(i, j)], --i)
        match.positions.prepend(int(j));
    return match;
}

} // namespace espalier::widgets
