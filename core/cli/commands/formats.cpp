// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format.h"

#include "base/text.h"
#include "cli/commands.h"
#include "cli/text_table.h"

#include <CLI/CLI.hpp>

namespace espalier::cli {

namespace {

base::Result<Answer> formatList()
{
    Json list = Json::array();
    std::vector<std::vector<std::string>> rows{{"id", "extensions", "reads", "writes", "note"}};
    for (const auto &format : formats::allFormats()) {
        list.push_back({{"id", format->id()},
                        {"extensions", format->extensions()},
                        {"reads", format->reads()},
                        {"writes", format->writes()},
                        {"note", format->note()}});
        rows.push_back({format->id(), base::join(format->extensions(), " "), format->reads() ? "yes" : "",
                        format->writes() ? "yes" : "", format->note()});
    }
    return Answer{{{"formats", list}}, textTable(rows), {}};
}

} // namespace

void addFormats(CLI::App &app, Invocation &invocation)
{
    auto *command = app.add_subcommand("formats", "What can be read and written");
    command->callback([&invocation] { invocation.action = formatList; });
}

} // namespace espalier::cli
