// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "methods/method.h"

namespace espalier::train {

/// Plain training: no penalty, never ready to cut.
std::unique_ptr<methods::Method> makeNoMethod();

} // namespace espalier::train
