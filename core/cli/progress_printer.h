// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/events.h"
#include "report/snapshot.h"

#include <chrono>
#include <map>
#include <ostream>
#include <string>

namespace espalier::cli {

struct ProgressStyle {
    bool terminal = false; ///< one line that is rewritten; else a plain line per epoch or ten seconds
    bool colour = false;
    bool quiet = false;    ///< warnings only
    int width = 80;        ///< of the terminal
};

/// For standard error as it is: NO_COLOR and TERM=dumb honoured.
ProgressStyle detectStyle(bool quiet);

/// Shows how a run goes on, from its events and snapshots. Texts go to the stream given (standard error).
class ProgressPrinter {
public:
    ProgressPrinter(std::ostream &out, ProgressStyle style) : m_out(out), m_style(style) { }

    void event(const report::Event &event);
    void progress(const report::Progress &progress);
    /// A line of its own, above the bar.
    void note(const std::string &text);
    /// Removes the bar.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    void line(const std::string &text);
    void drawBar(const report::Progress &progress);
    std::string status(const report::Progress &progress) const;

    std::ostream &m_out;
    ProgressStyle m_style;
    std::map<std::string, double> m_values; ///< newest by series
    bool m_barShown = false;
    std::string m_phase;
    std::int64_t m_epoch = -1;
    Clock::time_point m_lastLine{}, m_lastBar{};
};

} // namespace espalier::cli
