// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/cli_fixture.h"

namespace espalier::test {
namespace {

TEST_F(Cli, TheReferencePageIsWhatTheSchemasSay)
{
    const auto result = run({"methods", "--markdown"});
    ASSERT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(readText(ESPALIER_SOURCE_DIR "/docs/reference.md"), result.out)
        << "write it anew: espalier-cli methods --markdown > docs/reference.md";
}

} // namespace
} // namespace espalier::test
