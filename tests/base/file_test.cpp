// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "base/child_process.h"
#include "base/text.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace espalier;
using base::ProblemCode;

namespace {

class FileTest : public testing::Test {
protected:
    void SetUp() override
    {
        const auto *info = testing::UnitTest::GetInstance()->current_test_info();
        m_folder = fs::temp_directory_path() / base::cat("espalier-file-", info->name(), "-", ::getpid());
        fs::create_directories(m_folder);
    }
    void TearDown() override
    {
        ::chmod(m_folder.c_str(), 0777);
        fs::remove_all(m_folder);
    }

    fs::path path(const std::string &name) const { return m_folder / name; }

    std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto &entry : fs::directory_iterator(m_folder))
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

    static std::string contents(const fs::path &path)
    {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    fs::path m_folder;
};

using Names = std::vector<std::string>;

/// What a test of a full disk needs to hold in the child: 0, or the number of the first thing that does not.
int checkFailedWrite(const fs::path &folder, ProblemCode expected, std::size_t bytes)
{
    const fs::path file = folder / "weights.bin";
    if (!base::writeFileAtomically(file, "the old state"))
        return 1;
    const base::Status status = base::writeFileAtomically(file, std::string(bytes, 'x'));
    if (status)
        return 2;
    if (status.problem().code != expected || status.problem().where != file.string())
        return 3;
    // A writer that notices has a worse message than the disk.
    const base::Status noticed = base::writeFileAtomically(file, [&](std::ostream &out) -> base::Status {
        out << std::string(bytes, 'x');
        if (!out)
            return base::Problem{ProblemCode::WorkFailed, "it did not work", "", ""};
        return {};
    });
    if (noticed || noticed.problem().code != expected)
        return 6;
    const base::Result<std::string> read = base::readFile(file);
    if (!read || *read != "the old state")
        return 4;
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 1 ? 0 : 5;
}

bool writeTo(const char *path, const std::string &text)
{
    std::ofstream out(path);
    out << text << std::flush;
    return out.good();
}

/// Mounting needs root, at least in a name space of one's own.
bool becomeRootOfOwnNamespace()
{
    const uid_t user = ::geteuid();
    const gid_t group = ::getegid();
    if (user == 0)
        return ::unshare(CLONE_NEWNS) == 0;
    if (::unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0)
        return false;
    return writeTo("/proc/self/uid_map", base::cat("0 ", user, " 1")) && writeTo("/proc/self/setgroups", "deny")
        && writeTo("/proc/self/gid_map", base::cat("0 ", group, " 1"));
}

int writeOnSmallDisk(const fs::path &folder)
{
    if (!becomeRootOfOwnNamespace() || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
        || ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") != 0)
        return test::cannotSetUp;
    return checkFailedWrite(folder, ProblemCode::NoSpace, 1u << 20);
}

int writeOverLimit(const fs::path &folder)
{
    const rlimit limit{4096, 4096};
    if (std::signal(SIGXFSZ, SIG_IGN) == SIG_ERR || ::setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return test::cannotSetUp;
    return checkFailedWrite(folder, ProblemCode::NoSpace, 1u << 20);
}

/// Permissions don't stop root, so the child becomes nobody.
int writeWithoutPermission(const fs::path &folder)
{
    if (::geteuid() == 0 && ::setresuid(65534, 65534, 65534) != 0)
        return test::cannotSetUp;
    const base::Status file = base::writeFileAtomically(folder / "kept.txt", "new");
    if (file || file.problem().code != ProblemCode::NoPermission)
        return 1;
    const base::Status made = base::ensureFolder(folder / "sub");
    if (made || made.problem().code != ProblemCode::NoPermission)
        return 2;
    const auto fill = [](const fs::path &) -> base::Status { return {}; };
    const base::Status sub = base::writeFolderAtomically(folder / "sub", fill);
    return !sub && sub.problem().code == ProblemCode::NoPermission ? 0 : 3;
}

} // namespace

TEST_F(FileTest, WritesAndReadsBackEveryByte)
{
    std::string bytes;
    for (int i = 0; i < 300000; ++i)
        bytes.push_back(static_cast<char>((i * 7 + i / 251) & 0xff));
    ASSERT_TRUE(base::writeFileAtomically(path("a.bin"), bytes));
    const auto read = base::readFile(path("a.bin"));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, bytes);
    EXPECT_EQ(names(), Names{"a.bin"});
}

TEST_F(FileTest, SmallWritesAndSeeksArriveInOrder)
{
    const auto status = base::writeFileAtomically(path("a.txt"), [](std::ostream &out) -> base::Status {
        for (int i = 0; i < 20000; ++i)
            out << i << '\n';
        const auto end = out.tellp();
        out.seekp(0);
        out << "X";
        out.seekp(end);
        out << "end";
        return {};
    });
    ASSERT_TRUE(status);
    const std::string text = contents(path("a.txt"));
    EXPECT_EQ(text.substr(0, 6), "X\n1\n2\n");
    EXPECT_EQ(text.substr(text.size() - 9), "19999\nend");
}

TEST_F(FileTest, FailingWriterLeavesTheOldFile)
{
    ASSERT_TRUE(base::writeFileAtomically(path("a.txt"), "old"));
    const base::Problem wanted{ProblemCode::WorkFailed, "no", "here", "stop"};
    const auto status = base::writeFileAtomically(path("a.txt"), [&](std::ostream &out) -> base::Status {
        out << "half of it";
        return wanted;
    });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.problem(), wanted);
    EXPECT_EQ(contents(path("a.txt")), "old");
    EXPECT_EQ(names(), Names{"a.txt"});
}

TEST_F(FileTest, AStreamThatTheWriterBrokeIsNotASuccess)
{
    const auto status = base::writeFileAtomically(path("a.txt"), [](std::ostream &out) -> base::Status {
        out.setstate(std::ios::failbit);
        return {};
    });
    EXPECT_FALSE(status);
    EXPECT_TRUE(names().empty());
}

TEST_F(FileTest, WritesThroughALinkAndKeepsTheMode)
{
    ASSERT_TRUE(base::writeFileAtomically(path("real.txt"), "old"));
    ASSERT_EQ(::chmod(path("real.txt").c_str(), 0600), 0);
    fs::create_symlink("real.txt", path("link.txt"));
    ASSERT_TRUE(base::writeFileAtomically(path("link.txt"), "new"));
    EXPECT_TRUE(fs::is_symlink(path("link.txt")));
    EXPECT_EQ(contents(path("real.txt")), "new");
    EXPECT_EQ(fs::status(path("real.txt")).permissions(), fs::perms(0600));
}

TEST_F(FileTest, ManyWritersNeverMixAFile)
{
    std::vector<std::thread> threads;
    std::atomic<int> failures = 0;
    for (char letter = 'a'; letter < 'e'; ++letter) {
        threads.emplace_back([&, letter] {
            for (int i = 0; i < 10; ++i)
                failures += base::writeFileAtomically(path("shared"), std::string(100000, letter)) ? 0 : 1;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(failures, 0);
    const std::string text = contents(path("shared"));
    ASSERT_EQ(text.size(), 100000u);
    EXPECT_EQ(text, std::string(100000, text[0]));
    EXPECT_EQ(names(), Names{"shared"});
}

TEST_F(FileTest, FullDiskLeavesTheOldFile)
{
    const int code = test::exitCodeOfChild([&] { return writeOnSmallDisk(m_folder); });
    if (code == test::cannotSetUp)
        GTEST_SKIP() << "no right to mount a small tmpfs here; WriteOverTheSizeLimit covers the same path";
    EXPECT_EQ(code, 0);
}

TEST_F(FileTest, WriteOverTheSizeLimitLeavesTheOldFile)
{
    const int code = test::exitCodeOfChild([&] { return writeOverLimit(m_folder); });
    if (code == test::cannotSetUp)
        GTEST_SKIP() << "the system does not let a process limit its file size";
    EXPECT_EQ(code, 0);
}

TEST_F(FileTest, NoPermissionIsNamed)
{
    ASSERT_TRUE(base::writeFileAtomically(path("kept.txt"), "old"));
    ASSERT_EQ(::chmod(m_folder.c_str(), 0555), 0);
    const int code = test::exitCodeOfChild([&] { return writeWithoutPermission(m_folder); });
    if (code == test::cannotSetUp)
        GTEST_SKIP() << "root can't become another user here";
    EXPECT_EQ(code, 0);
    EXPECT_EQ(contents(path("kept.txt")), "old");
    EXPECT_EQ(names(), Names{"kept.txt"});
}

TEST_F(FileTest, ReadingSaysWhatIsWrong)
{
    const auto missing = base::readFile(path("nothing.txt"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.problem().code, ProblemCode::NotFound);
    EXPECT_EQ(missing.problem().where, path("nothing.txt").string());

    const auto folder = base::readFile(m_folder);
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.problem().code, ProblemCode::Unreadable);

    ASSERT_TRUE(base::writeFileAtomically(path("big"), std::string(1001, 'x')));
    EXPECT_TRUE(base::readFile(path("big"), 1001));
    const auto large = base::readFile(path("big"), 1000);
    ASSERT_FALSE(large);
    EXPECT_EQ(large.problem().code, ProblemCode::Malformed);
}

TEST_F(FileTest, MapsAFile)
{
    ASSERT_TRUE(base::writeFileAtomically(path("a"), "mapped"));
    const auto mapped = base::MappedFile::open(path("a"));
    ASSERT_TRUE(mapped);
    const auto bytes = (*mapped)->bytes();
    EXPECT_EQ(std::string(reinterpret_cast<const char *>(bytes.data()), bytes.size()), "mapped");

    ASSERT_TRUE(base::writeFileAtomically(path("empty"), ""));
    const auto empty = base::MappedFile::open(path("empty"));
    ASSERT_TRUE(empty);
    EXPECT_TRUE((*empty)->bytes().empty());

    const auto missing = base::MappedFile::open(path("nothing"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.problem().code, ProblemCode::NotFound);
    EXPECT_FALSE(base::MappedFile::open(m_folder));
}

TEST_F(FileTest, FolderAppearsWholeOrNotAtAll)
{
    const auto good = base::writeFolderAtomically(path("point"), [&](const fs::path &folder) -> base::Status {
        EXPECT_FALSE(fs::exists(path("point")));
        if (const auto made = base::ensureFolder(folder / "deep/er"); !made)
            return made;
        return base::writeFileAtomically(folder / "deep/er/a.txt", "a");
    });
    ASSERT_TRUE(good);
    EXPECT_EQ(contents(path("point/deep/er/a.txt")), "a");

    const auto bad = base::writeFolderAtomically(path("other"), [](const fs::path &folder) -> base::Status {
        (void)base::writeFileAtomically(folder / "a.txt", "a");
        return base::Problem{ProblemCode::NoSpace, "full", "", ""};
    });
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.problem().code, ProblemCode::NoSpace);
    EXPECT_EQ(names(), Names{"point"});
}

TEST_F(FileTest, FolderIsNeverReplaced)
{
    ASSERT_TRUE(base::ensureFolder(path("point")));
    bool called = false;
    const auto status = base::writeFolderAtomically(path("point"), [&](const fs::path &) -> base::Status {
        called = true;
        return {};
    });
    EXPECT_FALSE(status);
    EXPECT_FALSE(called);
    // Also if it appears while the new one is being filled.
    const auto raced = base::writeFolderAtomically(path("race"), [&](const fs::path &) { return base::ensureFolder(path("race")); });
    EXPECT_FALSE(raced);
    EXPECT_EQ(names(), (Names{"point", "race"}));
}

TEST_F(FileTest, EnsureFolderMakesParentsAndRefusesFiles)
{
    EXPECT_TRUE(base::ensureFolder(path("a/b/c")));
    EXPECT_TRUE(base::ensureFolder(path("a/b/c")));
    EXPECT_TRUE(fs::is_directory(path("a/b/c")));
    ASSERT_TRUE(base::writeFileAtomically(path("file"), ""));
    EXPECT_FALSE(base::ensureFolder(path("file")));
    EXPECT_FALSE(base::ensureFolder(path("file/below")));
}
