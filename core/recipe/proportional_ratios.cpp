// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/proportional_ratios.h"

#include "base/text.h"

namespace espalier::recipe {

base::Result<std::vector<double>> proportionalRatios(const std::vector<double> &sizes,
                                                     std::vector<double> shares, double total)
{
    const std::size_t count = sizes.size();
    for (;;) {
        double all = 0.0, skipped = 0.0, weighted = 0.0;
        for (std::size_t l = 0; l < count; ++l) {
            all += sizes[l];
            weighted += shares[l] * sizes[l];
            skipped += shares[l] > 0.0 ? 0.0 : sizes[l];
        }
        const double left = all * (1.0 - total) - skipped;
        if (!(weighted > 0.0) || !(left > 0.0))
            return base::Problem{base::ProblemCode::BadUsage,
                                 base::cat("the layers that stay whole hold ",
                                           base::numberText(100.0 * skipped / all), " % of the weights, but ",
                                           base::numberText(100.0 * (1.0 - total)), " % are to be left."),
                                 "ratios.proportional", "Let more layers take part, or lower the total."};
        const double base = left / weighted;
        std::vector<double> ratios(count, 0.0);
        bool isDone = true;
        for (std::size_t l = 0; l < count; ++l) {
            ratios[l] = shares[l] > 0.0 ? 1.0 - base * shares[l] : 0.0;
            if (ratios[l] < 0.0) {
                shares[l] = 0.0;
                isDone = false;
            }
        }
        if (isDone)
            return ratios;
    }
}

} // namespace espalier::recipe
