// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"
#include "train/stage.h"

namespace espalier::train {

/// Shows a criterion the gradients of the task on as many batches of training images as it asks for: in eval mode, fp32,
/// without augmentation, the same images for the same seed; the network is left as it was. Nothing if it asks for none.
/// BadUsage without training images; Stopped if the user stops.
base::Status showGradients(StageContext &context, methods::Criterion &criterion,
                           const std::vector<methods::GroupView> &groups);

} // namespace espalier::train
