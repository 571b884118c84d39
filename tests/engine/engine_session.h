// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/torch_engine.h"
#include "session/session.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <optional>

namespace espalier::engine {

/// A session over the real engine, with coloured squares and LeNet-5.
class EngineSession : public ::testing::Test {
protected:
    void SetUp() override;

    /// Posts a command, waits, returns how it ended. Events are kept in `events`.
    std::optional<base::Problem> execute(session::Command command);
    /// Expects success.
    void succeed(session::Command command);

    session::OpenModel lenet() const;
    session::BindData squares() const;
    session::CommitPlan halfOfConv1() const;
    recipe::Recipe tinyRecipe() const;
    std::shared_ptr<const report::Snapshot> snapshot() const { return m_session->snapshot(); }
    const graph::Group &group(const std::string &name) const;

    test::TemporaryFolder folder;
    std::unique_ptr<session::Session> m_session;
    std::vector<report::Event> events;
};

} // namespace espalier::engine
