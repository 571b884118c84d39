// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/layer_views.h"

#include <QtCore/QCoreApplication>

namespace espalier::app {

namespace {

using widgets::AxisScale;

constexpr LayerView views[] = {
    {.prefix = "lambda/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Factor λ"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "penalty λ"),
     .help = QT_TRANSLATE_NOOP(
         "LayerViews", "Regularisation factor λ: adds λ·w to the gradient of channels that are to go"),
     .shared = true,
     .limit = "reg_upper_limit",
     .limitName = QT_TRANSLATE_NOOP("LayerViews", "ceiling τ")},
    {.prefix = "ratio/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Kept / pruned"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "kept / pruned"),
     .help =
         QT_TRANSLATE_NOOP("LayerViews", "Mean |w| of kept over mean |w| of pruned channels, 0.9 average"),
     .scale = AxisScale::Log,
     .limit = "mag_ratio_limit",
     .limitName = QT_TRANSLATE_NOOP("LayerViews", "stop")},
    {.prefix = "ratio_now/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Kept / pruned, raw"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "kept / pruned"),
     .help = QT_TRANSLATE_NOOP("LayerViews", "Mean score of kept over mean score of pruned channels as it is, without an average"),
     .scale = AxisScale::Log,
     .limit = "mag_ratio_limit",
     .limitName = QT_TRANSLATE_NOOP("LayerViews", "stop")},
    {.prefix = "retention/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Retention of the kept"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "kept score, now / start"),
     .help = QT_TRANSLATE_NOOP("LayerViews",
                               "Mean score of the kept channels now over that at the start of the stage")},
    {.prefix = "separation/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Separation over λ"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "std / mean of scores"),
     .help = QT_TRANSLATE_NOOP("LayerViews", "How far the filters of a layer have come apart: deviation over "
                                             "mean of their scores, over the factor"),
     .byFactor = true},
    {.prefix = "rank_change/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Rank change"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "mean rank change, places"),
     .help = QT_TRANSLATE_NOOP(
         "LayerViews",
         "How many places a filter moves in the order of scores from one look to the next, on average")},
    {.prefix = "rank_moved/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Exchanged since last look"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "exchanged, share"),
     .help = QT_TRANSLATE_NOOP(
         "LayerViews",
         "Share of the smallest filters, as many as go, that were not among them at the last look")},
    {.prefix = "overlap_l1/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Overlap with L1"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "overlap, share"),
     .help = QT_TRANSLATE_NOOP(
         "LayerViews", "Share of the chosen filters that were the smallest at the start: |A ∩ B| / |A|")},
    {.prefix = "gram_off/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Gram off-diagonal"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "off-diagonal energy, share"),
     .help =
         QT_TRANSLATE_NOOP("LayerViews", "Energy of W·Wᵀ off its diagonal over all of it; 0 is orthogonal")},
    {.prefix = "gram_kept/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Gram kept × kept"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "kept × kept energy, share"),
     .help = QT_TRANSLATE_NOOP("LayerViews", "The part of that energy between filters that stay")},
    {.prefix = "gram_cross/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Gram kept × pruned"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "kept × pruned energy, share"),
     .help = QT_TRANSLATE_NOOP("LayerViews",
                               "The part of that energy between filters that stay and filters that go")},
    {.prefix = "gram_pruned/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Gram pruned × pruned"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "pruned × pruned energy, share"),
     .help = QT_TRANSLATE_NOOP("LayerViews", "The part of that energy between filters that go")},
    {.prefix = "weights/",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Weights in fine-tuning"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "mean |w|, now / start of run"),
     .help = QT_TRANSLATE_NOOP(
         "LayerViews",
         "Mean |w| of a layer after each epoch over that of the network that the run began with")},
    {.prefix = "jsv",
     .name = QT_TRANSLATE_NOOP("LayerViews", "Jacobian"),
     .axis = QT_TRANSLATE_NOOP("LayerViews", "singular values"),
     .help = QT_TRANSLATE_NOOP("LayerViews", "Mean singular value of the Jacobian of the logits, its "
                                             "deviation over the mean, and the condition number"),
     .scale = AxisScale::Log},
};

} // namespace

std::span<const LayerView> layerViews()
{
    return views;
}

QString layerViewText(const char *key)
{
    return QCoreApplication::translate("LayerViews", key);
}

} // namespace espalier::app
