// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store_checkpointer.h"

namespace espalier::engine {

base::Status StoreCheckpointer::save(const std::string &title, bool automatic, const train::ModelState &,
                                     const train::TrainState &state)
{
    // The trainer works on the project's own model state.
    PointRequest request{title, automatic, state.globalStep, &state, m_mark};
    const auto saved = m_project.savePoint(request, m_observer);
    return saved ? base::Status{} : saved.problem();
}

} // namespace espalier::engine
