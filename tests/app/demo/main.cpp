// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/program.h"
#include "support/fake_engine.h"

int main(int argc, char **argv)
{
    return espalier::app::runProgram(argc, argv, [](const espalier::app::EngineSettings &) {
        espalier::test::FakeScript script;
        script.stepsPerSecond = 60.0;
        return std::make_unique<espalier::test::FakeEngine>(script);
    });
}
