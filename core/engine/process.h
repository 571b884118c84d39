// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace espalier::engine {

/// First thing in main: starts the program anew with GOMP_SPINCOUNT set, unless the environment says something about
/// it. OpenMP reads it before main; left alone, its threads burn a core while they wait for each other, and where
/// another program or our own window wants one of the cores, a training step takes up to eight times as long. Returns if
/// nothing is to be done or it can't be.
void limitSpinning(char **arguments);

} // namespace espalier::engine
