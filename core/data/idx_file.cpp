// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/idx_file.h"

#include "base/file.h"
#include "base/text.h"
#include "data/raw_images.h"

#include <zlib.h>

#include <memory>

namespace espalier::data {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t maximumBytes = std::int64_t{1} << 32;

base::Problem malformed(const fs::path &path, std::string what)
{
    return {base::ProblemCode::Malformed, std::move(what), path.string(),
            "The file is damaged or another one: copy or download it again."};
}

struct GzClose {
    void operator()(gzFile_s *file) const { gzclose(file); }
};
using GzFile = std::unique_ptr<gzFile_s, GzClose>; // reads plain files as well

/// Exactly `count` bytes, or a sentence.
base::Status readExactly(gzFile_s *file, std::uint8_t *target, std::int64_t count, const fs::path &path)
{
    while (count > 0) {
        const auto step = static_cast<unsigned>(std::min<std::int64_t>(count, 1 << 24));
        const int got = gzread(file, target, step);
        if (got < 0) {
            int code = 0;
            return malformed(path, base::cat("The gzip data are damaged: ", gzerror(file, &code), "."));
        }
        if (got == 0)
            return malformed(path, base::cat("The file is cut short: ", count, " bytes are missing."));
        target += got;
        count -= got;
    }
    return {};
}

std::int64_t bigEndian(const std::uint8_t *bytes)
{
    return std::int64_t{bytes[0]} << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

base::Result<IdxFile> readSizes(gzFile_s *file, std::size_t rank, const fs::path &path)
{
    std::uint8_t header[4 + 4 * 4] = {};
    if (const base::Status read = readExactly(file, header, static_cast<std::int64_t>(4 + 4 * rank), path); !read)
        return read.problem();
    if (header[0] != 0 || header[1] != 0 || header[2] != 8 || header[3] != rank)
        return malformed(path, base::cat("The file does not begin as an IDX file of bytes with ", rank, " axes does."));
    IdxFile idx;
    std::int64_t total = 1;
    for (std::size_t axis = 0; axis < rank; ++axis) {
        const std::int64_t size = bigEndian(header + 4 + 4 * axis);
        idx.sizes.push_back(size);
        if (size <= 0 || size > maximumBytes / total)
            return malformed(path, base::cat("The file claims the size ", base::shapeText(idx.sizes), "."));
        total *= size;
    }
    return idx;
}

base::Result<ImageSet> readSplit(const fs::path &directory, const std::string &prefix, const OpenOptions &options)
{
    fs::path paths[2];
    const std::string names[2] = {prefix + "-images-idx3-ubyte", prefix + "-labels-idx1-ubyte"};
    for (int i = 0; i < 2; ++i) {
        paths[i] = findIdx(directory, names[i]);
        if (paths[i].empty())
            return base::Problem{base::ProblemCode::NotFound, base::cat("The file ", names[i], "(.gz) is missing."),
                                 directory.string(), "Put the four files of the MNIST format there."};
    }
    auto images = readIdx(paths[0], 3);
    if (!images)
        return images.problem();
    const auto labels = readIdx(paths[1], 1);
    if (!labels)
        return labels.problem();
    if (images->sizes[0] != labels->sizes[0])
        return base::Problem{base::ProblemCode::Mismatch,
                             base::cat("There are ", images->sizes[0], " images, but ", labels->sizes[0], " labels (",
                                       prefix, ")."),
                             directory.string(), "The files belong to different sets: download both again."};
    RawImages raw{std::move(images->bytes), {labels->bytes.begin(), labels->bytes.end()}, images->sizes[1],
                  images->sizes[2], 1};
    return makeImageSet(std::move(raw), options, directory.string());
}

} // namespace

base::Result<IdxFile> readIdx(const fs::path &path, std::size_t rank)
{
    const GzFile file(gzopen(path.c_str(), "rb"));
    if (!file)
        return base::fileProblem(path, "open", errno);
    gzbuffer(file.get(), 1 << 18);
    auto idx = readSizes(file.get(), rank, path);
    if (!idx)
        return idx;
    std::int64_t left = 1;
    for (const std::int64_t size : idx->sizes)
        left *= size;
    // Grow as the bytes come, so that a short file can't ask for memory that it does not fill.
    while (left > 0) {
        const std::int64_t step = std::min<std::int64_t>(left, 1 << 24);
        const std::size_t at = idx->bytes.size();
        idx->bytes.resize(at + static_cast<std::size_t>(step));
        if (const base::Status read = readExactly(file.get(), idx->bytes.data() + at, step, path); !read)
            return read.problem();
        left -= step;
    }
    std::uint8_t more = 0;
    if (gzread(file.get(), &more, 1) != 0)
        return malformed(path, base::cat("More bytes follow than the sizes ", base::shapeText(idx->sizes), " say."));
    return idx;
}

fs::path findIdx(const fs::path &directory, const std::string &name)
{
    std::string dotted = name;
    dotted[dotted.rfind("-idx")] = '.'; // as some unpackers write it
    std::error_code ignored;
    for (const std::string &base : {name, dotted})
        for (const char *end : {"", ".gz"})
            if (const fs::path path = directory / (base + end); fs::is_regular_file(path, ignored))
                return path;
    return {};
}

base::Result<std::shared_ptr<Dataset>> openIdx(const fs::path &directory, const OpenOptions &options)
{
    auto dataset = std::make_shared<Dataset>();
    auto train = readSplit(directory, "train", options);
    if (!train)
        return train.problem();
    dataset->train = *std::move(train);
    auto test = readSplit(directory, "t10k", options);
    if (!test)
        return test.problem();
    dataset->test = *std::move(test);
    auto classes = classNames(*dataset, directory, 0);
    if (!classes)
        return classes.problem();
    dataset->classes = *std::move(classes);
    dataset->hash = contentHash(*dataset);
    return dataset;
}

} // namespace espalier::data
