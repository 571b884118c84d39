// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/result.h"

#include "base/file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>

using namespace espalier;
using base::ProblemCode;

TEST(Result, HoldsAValueOrAProblem)
{
    const base::Result<int> value = 3;
    ASSERT_TRUE(value);
    EXPECT_EQ(*value, 3);
    const base::Result<int> problem = base::Problem{ProblemCode::NotFound, "no layer 'x'.", "ratios", "Check."};
    ASSERT_FALSE(problem);
    EXPECT_EQ(toString(problem.problem()), "ratios: no layer 'x'. Check.");
}

TEST(Result, MovesOnlyValues)
{
    base::Result<std::unique_ptr<int>> result = std::make_unique<int>(4);
    const std::unique_ptr<int> taken = *std::move(result);
    EXPECT_EQ(*taken, 4);
}

TEST(Result, ExitCodes)
{
    EXPECT_EQ(exitCode(ProblemCode::BadUsage), 2);
    EXPECT_EQ(exitCode(ProblemCode::CheckFailed), 3);
    EXPECT_EQ(exitCode(ProblemCode::Stopped), 130);
    EXPECT_EQ(exitCode(ProblemCode::NoSpace), 1);
    EXPECT_EQ(base::toString(ProblemCode::NoPermission), "no_permission");
}

TEST(Result, FileProblemsNameTheCause)
{
    EXPECT_EQ(base::fileProblem("a", "write", ENOSPC).code, ProblemCode::NoSpace);
    EXPECT_EQ(base::fileProblem("a", "write", EROFS).code, ProblemCode::NoPermission);
    EXPECT_EQ(base::fileProblem("a", "open", ENOENT).code, ProblemCode::NotFound);
    EXPECT_EQ(base::fileProblem("a", "open", EIO).code, ProblemCode::Unreadable);
    EXPECT_EQ(base::fileProblem("a", "write", EIO).code, ProblemCode::WorkFailed);
    EXPECT_EQ(base::fileProblem("a", "open", ENOENT).what, "Can't open: No such file or directory.");
}
