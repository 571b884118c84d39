// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include "base/file.h"
#include "base/text.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>
#include <vector>

#include <unistd.h>

namespace fs = std::filesystem;
using namespace espalier;

namespace {

class LogTest : public testing::Test {
protected:
    void SetUp() override { fs::create_directories(m_folder); }
    void TearDown() override { fs::remove_all(m_folder); }

    const fs::path m_folder = fs::temp_directory_path() / base::cat("espalier-log-", ::getpid());
};

} // namespace

TEST_F(LogTest, WritesToFileAndObserver)
{
    std::vector<base::LogLine> lines;
    base::LogOptions options;
    options.file = m_folder / "espalier.log";
    options.observer = [&](const base::LogLine &line) { lines.push_back(line); };
    const auto log = base::makeLog(options);
    log->debug("train", "hidden");
    log->info("train", "epoch {} of %s");
    log->error("store", "disk full");

    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].level, base::LogLevel::Info);
    EXPECT_EQ(lines[0].source, "train");
    EXPECT_EQ(lines[0].text, "epoch {} of %s");
    EXPECT_EQ(lines[1].level, base::LogLevel::Error);

    const auto text = base::readFile(options.file);
    ASSERT_TRUE(text);
    EXPECT_NE(text->find("train: epoch {} of %s"), std::string::npos) << *text;
    EXPECT_NE(text->find("store: disk full"), std::string::npos);
    EXPECT_EQ(text->find("hidden"), std::string::npos);
}

TEST_F(LogTest, AFileThatCannotBeOpenedIsTheFirstLine)
{
    std::vector<base::LogLine> lines;
    base::LogOptions options;
    options.file = m_folder; // a folder
    options.observer = [&](const base::LogLine &line) { lines.push_back(line); };
    const auto log = base::makeLog(options);
    log->info("train", "goes on");
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].level, base::LogLevel::Error);
    EXPECT_NE(lines[0].text.find(m_folder.string()), std::string::npos) << lines[0].text;
    EXPECT_EQ(lines[1].text, "goes on");
}

TEST_F(LogTest, Rotates)
{
    base::LogOptions options;
    options.file = m_folder / "espalier.log";
    options.fileBytes = 2000;
    options.files = 3;
    const auto log = base::makeLog(options);
    for (int i = 0; i < 500; ++i)
        log->info("train", "a line of some length");
    int files = 0;
    for (const auto &entry : fs::directory_iterator(m_folder)) {
        EXPECT_LE(entry.file_size(), 2100u);
        ++files;
    }
    EXPECT_EQ(files, 3);
}

TEST_F(LogTest, ThreadsWriteWholeLines)
{
    std::mutex mutex;
    int observed = 0;
    base::LogOptions options;
    options.file = m_folder / "espalier.log";
    options.observer = [&](const base::LogLine &) {
        const std::scoped_lock lock(mutex);
        ++observed;
    };
    const auto log = base::makeLog(options);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i)
                log->warning("thread", "begin-middle-end");
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(observed, 400);
    const auto text = base::readFile(options.file);
    ASSERT_TRUE(text);
    std::size_t whole = 0;
    for (const std::string &line : base::split(*text, '\n'))
        whole += line.ends_with("thread: begin-middle-end") ? 1 : 0;
    EXPECT_EQ(whole, 400u);
}

TEST_F(LogTest, NullLogAndNames)
{
    base::makeNullLog()->error("a", "b");
    EXPECT_EQ(base::toString(base::LogLevel::Warning), "warning");
}
