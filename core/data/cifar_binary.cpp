// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/cifar_binary.h"

#include "base/file.h"
#include "base/text.h"
#include "data/parallel.h"
#include "data/raw_images.h"

namespace espalier::data {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t side = 32;
constexpr std::int64_t plane = side * side;

base::Problem missing(const fs::path &file)
{
    return {base::ProblemCode::NotFound, base::cat("The file ", file.filename().string(), " is missing."),
            file.parent_path().string(), "Unpack the binary version of CIFAR there, not the Python version."};
}

/// Appends one file. Pixels go from channel by channel to interleaved.
base::Status append(const fs::path &path, const CifarLayout &layout, RawImages &out)
{
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return missing(path);
    const auto file = base::MappedFile::open(path);
    if (!file)
        return file.problem();
    const std::int64_t record = layout.labelBytes + 3 * plane;
    const auto size = static_cast<std::int64_t>((*file)->bytes().size());
    if (size == 0 || size % record != 0)
        return base::Problem{base::ProblemCode::Malformed,
                             base::cat("The file has ", size, " bytes, no multiple of the ", record, " of one image."),
                             path.string(), "It is cut short or another file: download it again."};
    const auto *bytes = reinterpret_cast<const std::uint8_t *>((*file)->bytes().data());
    const std::int64_t first = static_cast<std::int64_t>(out.labels.size());
    for (std::int64_t i = 0; i < size / record; ++i) {
        const std::int64_t label = bytes[i * record + layout.labelAt];
        if (label >= layout.classes)
            return base::Problem{base::ProblemCode::Malformed,
                                 base::cat("Image ", i, " has label ", label, "; the classes go from 0 to ",
                                           layout.classes - 1, "."),
                                 path.string(), "It is damaged or another file: download it again."};
        out.labels.push_back(label);
    }
    out.pixels.resize(out.labels.size() * 3 * plane);
    parallelRanges(size / record, 512, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::uint8_t *source = bytes + i * record + layout.labelBytes;
            std::uint8_t *target = out.pixels.data() + (first + i) * 3 * plane;
            for (std::int64_t p = 0; p < plane; ++p)
                for (std::int64_t c = 0; c < 3; ++c)
                    *target++ = source[c * plane + p];
        }
    });
    return {};
}

base::Result<ImageSet> readSplit(const fs::path &directory, const std::vector<std::string> &files,
                                 const CifarLayout &layout, const OpenOptions &options)
{
    RawImages raw{{}, {}, side, side, 3};
    for (const std::string &file : files) {
        if (const base::Status appended = append(directory / file, layout, raw); !appended)
            return appended.problem();
    }
    return makeImageSet(std::move(raw), options, directory.string());
}

std::vector<std::string> readNames(const fs::path &path, std::int64_t count)
{
    std::vector<std::string> names;
    if (const auto text = base::readFile(path, 1u << 20))
        for (const std::string &line : base::split(*text, '\n'))
            if (!base::trim(line).empty())
                names.emplace_back(base::trim(line));
    if (static_cast<std::int64_t>(names.size()) != count) {
        names.clear();
        for (std::int64_t i = 0; i < count; ++i)
            names.push_back(base::cat(i));
    }
    return names;
}

} // namespace

fs::path findCifar(const fs::path &directory, const std::string &subfolder, const std::string &testFile)
{
    std::error_code ignored;
    for (const fs::path &candidate : {directory, directory / subfolder})
        if (fs::exists(candidate / testFile, ignored))
            return candidate;
    return {};
}

base::Result<std::shared_ptr<Dataset>> openCifar(const fs::path &directory, const CifarLayout &layout,
                                                 const OpenOptions &options)
{
    auto dataset = std::make_shared<Dataset>();
    auto train = readSplit(directory, layout.trainFiles, layout, options);
    if (!train)
        return train.problem();
    dataset->train = *std::move(train);
    auto test = readSplit(directory, {layout.testFile}, layout, options);
    if (!test)
        return test.problem();
    dataset->test = *std::move(test);
    dataset->classes = readNames(directory / layout.namesFile, layout.classes);
    dataset->hash = contentHash(*dataset);
    return dataset;
}

} // namespace espalier::data
