// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/norm_relu_loops.h"

#include "kernels/norm_relu_loops.inc"

namespace espalier::kernels {

NormLoopSet normLoopsAvx512()
{
    return {loops<AsFloat>(), loops<AsBfloat>()};
}

} // namespace espalier::kernels
