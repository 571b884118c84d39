// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress_printer.h"

#include "base/text.h"
#include "cli/text_table.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

namespace espalier::cli {

namespace {

constexpr auto lineInterval = std::chrono::seconds(10);
constexpr auto barInterval = std::chrono::milliseconds(100);

bool isSet(const char *name)
{
    const char *value = std::getenv(name);
    return value && *value;
}

std::string bar(double share, int width)
{
    const int filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * width));
    return "[" + std::string(static_cast<std::size_t>(filled), '#')
        + std::string(static_cast<std::size_t>(width - filled), '-') + "]";
}

} // namespace

ProgressStyle detectStyle(bool quiet)
{
    ProgressStyle style;
    style.quiet = quiet;
    const char *term = std::getenv("TERM");
    style.terminal = ::isatty(STDERR_FILENO) == 1 && !(term && std::strcmp(term, "dumb") == 0);
    style.colour = style.terminal && !isSet("NO_COLOR");
    winsize size{};
    if (style.terminal && ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        style.width = size.ws_col;
    return style;
}

void ProgressPrinter::event(const report::Event &event)
{
    if (const auto *point = std::get_if<report::MetricPoint>(&event)) {
        m_values[point->series] = point->value;
    } else if (const auto *phase = std::get_if<report::PhaseStarted>(&event)) {
        if (!m_style.quiet)
            line(phase->phase == phase->stage ? phase->stage : base::cat(phase->stage, ": ", phase->phase));
    } else if (const auto *cut = std::get_if<report::CutHappened>(&event)) {
        if (!m_style.quiet && cut->before && cut->after)
            line(base::cat("cut: ", fixed(*cut->before, 2), " % -> ", fixed(*cut->after, 2), " %"));
    } else if (const auto *warning = std::get_if<report::WarningRaised>(&event)) {
        line("warning: " + base::toString(warning->problem));
    } else if (const auto *log = std::get_if<base::LogLine>(&event)) {
        if (log->level >= base::LogLevel::Warning || (log->level == base::LogLevel::Info && !m_style.quiet))
            line(log->text);
    }
}

void ProgressPrinter::note(const std::string &text)
{
    line(text);
}

void ProgressPrinter::finish()
{
    if (m_barShown)
        m_out << "\r\033[K" << std::flush;
    m_barShown = false;
}

void ProgressPrinter::line(const std::string &text)
{
    finish();
    m_out << text << std::endl;
}

std::string ProgressPrinter::status(const report::Progress &progress) const
{
    std::string text = progress.phase.empty() || progress.phase == progress.stage
        ? progress.stage
        : base::cat(progress.stage, "/", progress.phase);
    text += base::cat("  ", progress.phaseStep, progress.phaseSteps > 0 ? base::cat("/", progress.phaseSteps) : "");
    const auto add = [&](const char *series, const char *label, int decimals, const char *unit) {
        if (const auto found = m_values.find(series); found != m_values.end())
            text += base::cat("  ", label, " ", fixed(found->second, decimals), unit);
    };
    add("loss.task", "loss", 3, "");
    add("accuracy.tuning", "tuning", 2, " %");
    add("accuracy.test", "test", 2, " %");
    if (progress.stepsPerSecond > 0)
        text += base::cat("  ", fixed(progress.stepsPerSecond, 1), " it/s");
    if (progress.secondsLeft >= 0)
        text += base::cat("  ETA ", duration(progress.secondsLeft));
    return text;
}

void ProgressPrinter::drawBar(const report::Progress &progress)
{
    const auto now = Clock::now();
    if (m_barShown && now - m_lastBar < barInterval)
        return;
    m_lastBar = now;
    const double share
        = progress.totalSteps > 0 ? static_cast<double>(progress.step) / static_cast<double>(progress.totalSteps) : 0;
    const std::string left = bar(share, 20);
    std::string text = status(progress);
    const auto room = static_cast<std::size_t>(std::max(m_style.width - 24, 10));
    if (text.size() > room)
        text.resize(room);
    const char *on = m_style.colour ? "\033[32m" : "", *off = m_style.colour ? "\033[0m" : "";
    m_out << "\r\033[K" << on << left << off << " " << text << std::flush;
    m_barShown = true;
}

void ProgressPrinter::progress(const report::Progress &progress)
{
    if (m_style.quiet || !progress.running)
        return;
    if (m_style.terminal) {
        drawBar(progress);
        return;
    }
    const auto now = Clock::now();
    const auto epoch = static_cast<std::int64_t>(progress.epoch);
    const std::string phase = progress.stage + progress.phase;
    const bool newEpoch = phase == m_phase && epoch != m_epoch;
    if (phase != m_phase)
        m_lastLine = now;
    m_phase = phase;
    m_epoch = epoch;
    if (!newEpoch && now - m_lastLine < lineInterval)
        return;
    m_lastLine = now;
    line(base::cat("epoch ", fixed(progress.epoch, 1), "  ", status(progress)));
}

} // namespace espalier::cli
