// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/observer.h"
#include "session/command.h"

namespace espalier::session {

/// What does the work, behind one small synchronous interface. Owned and called by the session's thread only, but for
/// `vocabulary`, which is constant after construction. Must look at observer.atStep() at least once per optimiser step
/// or batch, and must not throw (anything thrown is turned into WorkFailed by the session).
class Engine {
public:
    virtual ~Engine() = default;
    virtual const recipe::Vocabulary &vocabulary() const = 0;
    virtual base::Status execute(const Command &command, report::Observer &observer) = 0;
};

} // namespace espalier::session
