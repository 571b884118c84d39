// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/command.h"

namespace espalier::session {

namespace {

const char *nameOf(const OpenModel &) { return "open_model"; }
const char *nameOf(const CloseModel &) { return "close_model"; }
const char *nameOf(const BindData &) { return "bind_data"; }
const char *nameOf(const Evaluate &) { return "evaluate"; }
const char *nameOf(const RunRecipe &) { return "run_recipe"; }
const char *nameOf(const ResumeRun &) { return "resume_run"; }
const char *nameOf(const CommitPlan &) { return "commit_plan"; }
const char *nameOf(const RestorePoint &) { return "restore_point"; }
const char *nameOf(const NamePoint &) { return "name_point"; }
const char *nameOf(const ExportModel &) { return "export_model"; }

} // namespace

std::string commandName(const Command &command)
{
    return std::visit([](const auto &value) { return std::string(nameOf(value)); }, command);
}

} // namespace espalier::session
