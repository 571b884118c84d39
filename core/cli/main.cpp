// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli.h"
#include "engine/process.h"

int main(int argc, char **argv)
{
    espalier::engine::limitSpinning(argv);
    return espalier::cli::run(argc, argv);
}
