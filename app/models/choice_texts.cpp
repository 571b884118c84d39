// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/choice_texts.h"

#include <QtCore/QCoreApplication>

namespace espalier::app {

namespace {

struct Choice
{
    const char *value;
    const char *text;
};

constexpr Choice choices[] = {
    {"auto", QT_TRANSLATE_NOOP("Choices", "automatic")},
    {"none", QT_TRANSLATE_NOOP("Choices", "none")},
    {"min", QT_TRANSLATE_NOOP("Choices", "smallest")},
    {"max", QT_TRANSLATE_NOOP("Choices", "largest")},
    {"rand", QT_TRANSLATE_NOOP("Choices", "random")},
    {"random", QT_TRANSLATE_NOOP("Choices", "random")},
    {"filter", QT_TRANSLATE_NOOP("Choices", "filters")},
    {"channel", QT_TRANSLATE_NOOP("Choices", "channels read")},
    {"weight", QT_TRANSLATE_NOOP("Choices", "single weights")},
    {"linear", QT_TRANSLATE_NOOP("Choices", "linear")},
    {"relu", QT_TRANSLATE_NOOP("Choices", "ReLU")},
    {"test", QT_TRANSLATE_NOOP("Choices", "test images")},
    {"tuning", QT_TRANSLATE_NOOP("Choices", "tuning images")},
    {"threshold", QT_TRANSLATE_NOOP("Choices", "what has collapsed")},
    {"mask", QT_TRANSLATE_NOOP("Choices", "what is masked")},
    {"both", QT_TRANSLATE_NOOP("Choices", "what is both")},
    {"vote", QT_TRANSLATE_NOOP("Choices", "vote")},
    {"intersection", QT_TRANSLATE_NOOP("Choices", "what all prune")},
    {"union", QT_TRANSLATE_NOOP("Choices", "what any prunes")},
    {"score", QT_TRANSLATE_NOOP("Choices", "one score")},
    {"first", QT_TRANSLATE_NOOP("Choices", "the first decides")},
    {"mean", QT_TRANSLATE_NOOP("Choices", "mean")},
    {"rms", QT_TRANSLATE_NOOP("Choices", "root mean square")},
    {"sum", QT_TRANSLATE_NOOP("Choices", "sum")},
    {"kernel", QT_TRANSLATE_NOOP("Choices", "weights (KernOrth)")},
    {"conv", QT_TRANSLATE_NOOP("Choices", "convolution (OrthConv)")},
    {"conv_ref", QT_TRANSLATE_NOOP("Choices", "OrthConv as published")},
    {"poly2", QT_TRANSLATE_NOOP("Choices", "quadratic")},
    {"poly3", QT_TRANSLATE_NOOP("Choices", "cubic")},
    {"poly4", QT_TRANSLATE_NOOP("Choices", "fourth power")},
    {"l1", QT_TRANSLATE_NOOP("Choices", "L1")},
    {"l2", QT_TRANSLATE_NOOP("Choices", "L2")},
    {"smooth_l1", QT_TRANSLATE_NOOP("Choices", "smooth L1")},
    {"small_only", QT_TRANSLATE_NOOP("Choices", "small ones only")},
    {"l0.5", QT_TRANSLATE_NOOP("Choices", "square root (L0.5)")},
    {"group_lasso", QT_TRANSLATE_NOOP("Choices", "group lasso on filters")},
    {"grad_decay", QT_TRANSLATE_NOOP("Choices", "gradual decay")},
    {"exact_isometry_based_on_existing", QT_TRANSLATE_NOOP("Choices", "exact isometry (OrthP)")},
    {"exact_isometry_based_on_existing_delta", QT_TRANSLATE_NOOP("Choices", "exact isometry, centre tap")},
    {"orth", QT_TRANSLATE_NOOP("Choices", "random orthogonal")},
    {"default", QT_TRANSLATE_NOOP("Choices", "as a fresh network")},
    {"AI", QT_TRANSLATE_NOOP("Choices", "approximate isometry")},
    {"AI_scratch", QT_TRANSLATE_NOOP("Choices", "approximate isometry from scratch")},
    {"data_dependent", QT_TRANSLATE_NOOP("Choices", "by the data's variance")},
    {"std", QT_TRANSLATE_NOOP("Choices", "to Kaiming's deviation")},
    {"constant", QT_TRANSLATE_NOOP("Choices", "by a factor")},
    {"ratio", QT_TRANSLATE_NOOP("Choices", "by ratio")},
    {"absolute", QT_TRANSLATE_NOOP("Choices", "one threshold")},
    {"ot", QT_TRANSLATE_NOOP("Choices", "optimal threshold per layer")},
    {"percentile", QT_TRANSLATE_NOOP("Choices", "percentile")},
    {"uniform", QT_TRANSLATE_NOOP("Choices", "uniform")},
    {"two_means", QT_TRANSLATE_NOOP("Choices", "two groups (2-means)")},
    {"mixture", QT_TRANSLATE_NOOP("Choices", "two groups (mixture)")},
    {"init", QT_TRANSLATE_NOOP("Choices", "to the start of the run")},
    {"epoch", QT_TRANSLATE_NOOP("Choices", "to an early epoch")},
};

} // namespace

QString choiceText(const QString &value)
{
    for (const Choice &choice : choices) {
        if (value == QLatin1String(choice.value))
            return QCoreApplication::translate("Choices", choice.text);
    }
    return value;
}

} // namespace espalier::app
