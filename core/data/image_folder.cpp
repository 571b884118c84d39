// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image_folder.h"

#include "base/file.h"
#include "base/text.h"
#include "base/translate.h"
#include "data/parallel.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>
#include <mutex>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace espalier::data {

namespace fs = std::filesystem;

namespace {

struct DirClose {
    void operator()(DIR *directory) const { ::closedir(directory); }
};

struct Entry {
    std::string name;
    struct stat info {};
};

/// Visible entries, sorted. std::filesystem would stat every file once for each thing asked of it.
base::Result<std::vector<Entry>> entriesOf(const fs::path &folder)
{
    const std::unique_ptr<DIR, DirClose> directory(::opendir(folder.c_str()));
    if (!directory)
        return base::fileProblem(folder, "open", errno);
    std::vector<Entry> entries;
    while (const dirent *found = ::readdir(directory.get())) {
        Entry entry{found->d_name, {}};
        if (entry.name[0] != '.' && ::fstatat(::dirfd(directory.get()), found->d_name, &entry.info, 0) == 0)
            entries.push_back(std::move(entry));
    }
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.name < b.name; });
    return entries;
}

bool isImageName(const std::string &name)
{
    static constexpr std::string_view endings[] = {".jpg", ".jpeg", ".png", ".bmp",  ".gif", ".tif",
                                                   ".tiff", ".webp", ".ppm", ".pgm"};
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::any_of(std::begin(endings), std::end(endings), [&](std::string_view e) { return lower.ends_with(e); });
}

/// Images below a class folder, deeper folders included. `depth` ends circles of links.
base::Status collect(const fs::path &folder, const std::string &prefix, int depth, std::vector<ImageFile> &out)
{
    const auto entries = entriesOf(folder);
    if (!entries)
        return entries.problem();
    for (const Entry &entry : *entries) {
        if (S_ISDIR(entry.info.st_mode) && depth > 0) {
            const auto below = collect(folder / entry.name, prefix + entry.name + "/", depth - 1, out);
            if (!below)
                return below;
        } else if (S_ISREG(entry.info.st_mode) && isImageName(entry.name)) {
            const timespec &time = entry.info.st_mtim;
            out.push_back({prefix + entry.name, entry.info.st_size, time.tv_sec * 1'000'000'000 + time.tv_nsec, 0});
        }
    }
    return {};
}

base::Result<std::vector<std::string>> classFolders(const fs::path &split)
{
    const auto entries = entriesOf(split);
    if (!entries)
        return entries.problem();
    std::vector<std::string> names;
    for (const Entry &entry : *entries)
        if (S_ISDIR(entry.info.st_mode))
            names.push_back(entry.name);
    if (names.empty())
        return base::Problem{
            base::ProblemCode::Malformed, ESP_TR("Engine", "There are no class folders in it."),
            split.string(),
            ESP_TR("Engine", "Put the images of each class into a folder of their own there.")};
    return names;
}

base::Result<FolderSplit> listSplit(const fs::path &folder, const std::vector<std::string> &classes)
{
    std::vector<std::vector<ImageFile>> found(classes.size());
    std::vector<base::Status> status(classes.size());
    parallelRanges(static_cast<std::int64_t>(classes.size()), 1, [&](std::int64_t begin, std::int64_t) {
        const auto c = static_cast<std::size_t>(begin);
        status[c] = collect(folder / classes[c], classes[c] + "/", 8, found[c]);
    });
    FolderSplit split{folder, {}};
    for (std::size_t c = 0; c < classes.size(); ++c) {
        if (!status[c])
            return status[c].problem();
        if (found[c].empty())
            return base::Problem{base::ProblemCode::Malformed, base::cat("The class folder '", classes[c],
                                     "' holds no images."), folder.string(),
                                 "Put its images there, or remove the folder."};
        for (ImageFile &file : found[c]) {
            file.label = static_cast<std::int64_t>(c);
            split.files.push_back(std::move(file));
        }
    }
    return split;
}

/// Tiny-ImageNet's validation images lie in one folder; a text says what they show, "val_0.JPEG<tab>n03444034<tab>…".
constexpr const char *annotations = "val_annotations.txt";

base::Result<FolderSplit> listAnnotated(const fs::path &folder, const std::vector<std::string> &classes)
{
    const auto text = base::readFile(folder / annotations);
    if (!text)
        return text.problem();
    FolderSplit split{folder, {}};
    std::vector<ImageFile> found;
    if (const auto status = collect(folder / "images", "images/", 0, found); !status)
        return status.problem();
    std::map<std::string, std::string> classOf;
    for (const std::string &line : base::split(*text, '\n'))
        if (const auto columns = base::split(line, '\t'); columns.size() >= 2)
            classOf["images/" + columns[0]] = std::string(base::trim(columns[1]));
    for (ImageFile &file : found) {
        const auto name = classOf.find(file.path);
        const auto label = name == classOf.end() ? classes.end() : std::find(classes.begin(), classes.end(), name->second);
        if (label == classes.end())
            return base::Problem{base::ProblemCode::Mismatch,
                                 base::cat(annotations, " names no class of train/ for ", file.path, "."), folder.string(),
                                 "Take the data set as it was published, or remove that image."};
        file.label = label - classes.begin();
        split.files.push_back(std::move(file));
    }
    std::stable_sort(split.files.begin(), split.files.end(),
                     [](const ImageFile &a, const ImageFile &b) { return a.label < b.label; });
    return split;
}

std::vector<std::string> without(const std::vector<std::string> &names, const std::vector<std::string> &others)
{
    std::vector<std::string> left;
    std::set_difference(names.begin(), names.end(), others.begin(), others.end(), std::back_inserter(left));
    return left;
}

base::Problem differentClasses(const fs::path &directory, const std::vector<std::string> &train, const fs::path &test,
                               const std::vector<std::string> &testClasses)
{
    std::string what = base::cat("train/ has ", train.size(), " classes, ", test.filename().string(), "/ has ",
                                 testClasses.size());
    if (const auto only = without(train, testClasses); !only.empty())
        what += base::cat("; only in train/: ", base::listNames(only));
    if (const auto only = without(testClasses, train); !only.empty())
        what += base::cat("; only in ", test.filename().string(), "/: ", base::listNames(only));
    return {base::ProblemCode::Mismatch, what + ".", directory.string(), "Both need the same class folders."};
}

base::Problem noSplit(const fs::path &directory, const std::string &wanted)
{
    std::vector<std::string> names;
    if (const auto entries = entriesOf(directory))
        for (const Entry &entry : *entries)
            names.push_back(entry.name);
    return {base::ProblemCode::NotFound, base::cat("There is no folder ", wanted, " in it; it holds ",
                names.empty() ? "nothing" : base::listNames(names), "."), directory.string(),
            "Put training images into train/CLASS/ and test images into test/CLASS/ or val/CLASS/."};
}

bool isAnnotated(const fs::path &split)
{
    std::error_code ignored;
    return fs::is_regular_file(split / annotations, ignored);
}

/// Tiny-ImageNet's own test/ has no labels: there val/ is what is measured on.
fs::path testFolder(const fs::path &directory)
{
    return isAnnotated(directory / "val") ? directory / "val" : findSplit(directory, {"test", "val"});
}

base::Result<ImageFolder> annotatedFolder(const fs::path &train, const fs::path &test,
                                          const std::vector<std::string> &classes)
{
    auto trainSplit = listSplit(train, classes);
    if (!trainSplit)
        return trainSplit.problem();
    auto testSplit = listAnnotated(test, classes);
    if (!testSplit)
        return testSplit.problem();
    return ImageFolder{classes, *std::move(trainSplit), *std::move(testSplit)};
}

} // namespace

fs::path findSplit(const fs::path &directory, const std::vector<std::string> &names)
{
    std::error_code ignored;
    for (const std::string &name : names)
        if (fs::is_directory(directory / name, ignored))
            return directory / name;
    return {};
}

base::Result<ImageFolder> listImageFolder(const fs::path &directory)
{
    const fs::path train = findSplit(directory, {"train"});
    if (train.empty())
        return noSplit(directory, "train/");
    const fs::path test = testFolder(directory);
    if (test.empty())
        return noSplit(directory, "test/ or val/");
    const auto classes = classFolders(train);
    if (!classes)
        return classes.problem();
    if (isAnnotated(test))
        return annotatedFolder(train, test, *classes);
    const auto testClasses = classFolders(test);
    if (!testClasses)
        return testClasses.problem();
    if (*classes != *testClasses)
        return differentClasses(directory, *classes, test, *testClasses);
    auto trainSplit = listSplit(train, *classes);
    if (!trainSplit)
        return trainSplit.problem();
    auto testSplit = listSplit(test, *classes);
    if (!testSplit)
        return testSplit.problem();
    return ImageFolder{*classes, *std::move(trainSplit), *std::move(testSplit)};
}

} // namespace espalier::data
