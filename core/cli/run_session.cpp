// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/run_session.h"

#include "base/file.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/progress_printer.h"
#include "cli/published_table.h"
#include "cli/text_table.h"
#include "engine/torch_engine.h"
#include "report/run_record.h"
#include "session/session.h"

#include <algorithm>
#include <iostream>
#include <thread>

namespace espalier::cli {

namespace {

std::string resumeHint(const std::string &folder)
{
    return base::cat("Continue with: espalier-cli resume '", folder, "'");
}

/// Follows the session until its command is done.
class Follower {
public:
    Follower(session::Session &session, ProgressPrinter &printer) : m_session(session), m_printer(printer) { }

    std::optional<base::Problem> follow()
    {
        while (!m_done) {
            drain();
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        m_printer.finish();
        return m_problem;
    }

private:
    void drain()
    {
        if (InterruptGuard::isAsked() && !m_stopAsked) {
            m_stopAsked = true;
            m_session.stop();
            m_printer.note("Finishing this step and saving. Ctrl+C again aborts to the last checkpoint.");
        }
        for (const auto &event : m_session.drainEvents()) {
            m_printer.event(event);
            if (const auto *done = std::get_if<report::CommandDone>(&event)) {
                m_done = true;
                m_problem = done->problem;
            }
        }
        if (const auto progress = m_session.snapshot()->progress)
            m_printer.progress(*progress);
    }

    session::Session &m_session;
    ProgressPrinter &m_printer;
    bool m_done = false, m_stopAsked = false;
    std::optional<base::Problem> m_problem;
};

void addAccuracy(std::string &text, const char *label, const std::optional<report::Accuracy> &accuracy)
{
    if (accuracy)
        text += base::cat(label, fixed(accuracy->top1, 2), " %  (loss ", fixed(accuracy->loss, 4), ")\n");
}

/// The few that one looks for first; result.json has them all.
std::string figureLines(const report::RunRecord &record)
{
    std::string text;
    for (const auto &[name, value] : record.figures)
        if (name.ends_with(".jsv_mean") || name.ends_with(".trainability"))
            text += base::cat(name, "  ", fixed(value, 4), "\n");
    return text;
}

/// Below the table of published figures already.
bool isTold(const report::RunRecord &record, const std::string &warning)
{
    return record.published && std::ranges::find(record.published->caveats, warning) != record.published->caveats.end();
}

std::string summary(const report::RunRecord &record, const std::string &folder)
{
    std::string text = base::cat("status        ", record.status, "\n");
    addAccuracy(text, "base          ", record.base);
    addAccuracy(text, "before cut    ", record.beforeCut);
    addAccuracy(text, "after cut     ", record.afterCut);
    addAccuracy(text, "  forwarded   ", record.afterCutForwarded);
    addAccuracy(text, "recalibrated  ", record.afterRecalibration);
    addAccuracy(text, "reinitialised ", record.afterReinitialization);
    addAccuracy(text, "final         ", record.final);
    if (record.best)
        text += base::cat("best          ", fixed(record.best->top1, 2), " %  (epoch ", record.best->epoch, ")\n");
    text += base::cat("params        ", record.before.parameters, " -> ", record.after.parameters, "\nMACs          ",
                      record.before.macs, " -> ", record.after.macs);
    if (record.after.macs > 0)
        text += base::cat(" (", fixed(static_cast<double>(record.before.macs) / static_cast<double>(record.after.macs), 2),
                          "x)");
    text += "\n";
    if (record.parity)
        text += base::cat("parity        max |difference| ", record.parity->maxAbsDiff, " (tolerance ",
                          record.parity->tolerance, ")\n");
    text += figureLines(record);
    if (record.published)
        text += publishedTable(*record.published);
    for (const auto &warning : record.warnings)
        if (!isTold(record, warning))
            text += base::cat("warning: ", warning, "\n");
    if (record.scale != 1.0)
        text += base::cat("A trial at scale ", record.scale, ": its figures are not the recipe's.\n");
    return text + base::cat("result in     ", folder, "/result.json\n");
}

/// With --json standard output belongs to the document.
void showPublished(const report::RunRecord &record, const Globals &globals)
{
    if (globals.json && !globals.quiet && record.published)
        std::cerr << publishedTable(*record.published);
}

base::Result<Answer> resultOf(const std::string &folder, const Globals &globals)
{
    const auto text = base::readFile(std::filesystem::path(folder) / "result.json");
    if (!text)
        return text.problem();
    const auto record = report::runRecordFromJson(*text);
    if (!record)
        return record.problem();
    showPublished(*record, globals);
    return Answer{Json::parse(*text), summary(*record, folder), {}};
}

} // namespace

base::Result<Answer> runInSession(const session::Command &command, const std::string &folder, const Globals &globals)
{
    auto options = engine::defaultEngineOptions();
    options.threads = globals.threads;
    const InterruptGuard guard(base::cat("\nAborted. ", resumeHint(folder), "\n"));
    ProgressPrinter printer(std::cerr, detectStyle(globals.quiet));
    std::optional<base::Problem> problem;
    {
        session::Session session([options] { return engine::makeTorchEngine(options); }, {});
        session.post(command);
        problem = Follower(session, printer).follow();
    }
    if (problem && problem->code == base::ProblemCode::Stopped)
        problem->remedy = resumeHint(folder) + ".";
    if (problem && problem->code != base::ProblemCode::Stopped)
        return *problem;
    auto answer = resultOf(folder, globals);
    if (!answer)
        return problem ? base::Result<Answer>(*problem) : answer;
    answer->problem = problem;
    return answer;
}

} // namespace espalier::cli
