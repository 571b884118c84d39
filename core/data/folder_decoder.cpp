// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/folder_decoder.h"

#include "base/file.h"
#include "base/text.h"
#include "base/translate.h"
#include "data/image_decoder.h"
#include "data/parallel.h"
#include "data/raw_images.h"

#include <atomic>
#include <cstring>
#include <mutex>

namespace espalier::data {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t imageLimit = std::size_t{256} << 20;

struct Layout {
    std::int64_t height = 0, width = 0, channels = 0;
    std::int64_t bytes() const { return height * width * channels; }
};

std::variant<Image, std::string> readImage(ImageDecoder &decoder, const fs::path &path, std::int64_t shortSide)
{
    const auto bytes = base::readFile(path, imageLimit);
    if (!bytes)
        return bytes.problem().what;
    return decoder.decode(std::span(reinterpret_cast<const std::uint8_t *>(bytes->data()), bytes->size()), shortSide);
}

/// One split while it is decoded.
class SplitDecoder {
public:
    SplitDecoder(const FolderSplit &split, const Preset &preset, const Layout &layout)
        : m_split(split), m_preset(preset), m_layout(layout), m_failures(split.files.size())
    {
        m_pixels.resize(split.files.size() * static_cast<std::size_t>(layout.bytes()));
    }

    void run()
    {
        parallelRanges(static_cast<std::int64_t>(m_split.files.size()), 64, [&](std::int64_t begin, std::int64_t end) {
            ImageDecoder decoder;
            for (std::int64_t i = begin; i < end; ++i)
                decodeOne(decoder, static_cast<std::size_t>(i));
        });
    }

    /// "cat/1.jpg (the file is empty)" for every image that could not be read.
    std::vector<std::string> failures() const
    {
        std::vector<std::string> out;
        for (std::size_t i = 0; i < m_failures.size(); ++i)
            if (!m_failures[i].empty())
                out.push_back(base::cat((m_split.folder.filename() / m_split.files[i].path).string(), " (",
                                        m_failures[i], ")"));
        return out;
    }

    std::int64_t resized() const { return m_resized; }

    /// The images that were read.
    ImageSet take()
    {
        ImageSet set{nullptr, {}, m_layout.height, m_layout.width, m_layout.channels};
        const auto size = static_cast<std::size_t>(m_layout.bytes());
        for (std::size_t i = 0; i < m_failures.size(); ++i) {
            if (!m_failures[i].empty())
                continue;
            if (set.labels.size() != i)
                std::memcpy(m_pixels.data() + set.labels.size() * size, m_pixels.data() + i * size, size);
            set.labels.push_back(m_split.files[i].label);
        }
        m_pixels.resize(set.labels.size() * size);
        set.pixels = std::make_shared<const std::vector<std::uint8_t>>(std::move(m_pixels));
        return set;
    }

private:
    void decodeOne(ImageDecoder &decoder, std::size_t index)
    {
        const std::int64_t shortSide = m_preset.bilinearTo || m_preset.size == 0 ? 0 : m_layout.height;
        auto decoded = readImage(decoder, m_split.folder / m_split.files[index].path, shortSide);
        if (auto *failure = std::get_if<std::string>(&decoded)) {
            m_failures[index] = std::move(*failure);
            return;
        }
        auto fitted = fit(std::get<Image>(std::move(decoded)));
        if (auto *failure = std::get_if<std::string>(&fitted))
            m_failures[index] = std::move(*failure);
        else
            std::memcpy(m_pixels.data() + index * static_cast<std::size_t>(m_layout.bytes()),
                        std::get<Image>(fitted).pixels.data(), static_cast<std::size_t>(m_layout.bytes()));
    }

    std::variant<Image, std::string> fit(Image image)
    {
        image = withChannels(std::move(image), m_layout.channels);
        if (image.height == m_layout.height && image.width == m_layout.width)
            return image;
        if (m_preset.size == 0)
            return base::cat("it is ", image.width, "x", image.height, " where the first is ", m_layout.width, "x",
                             m_layout.height);
        ++m_resized;
        return m_preset.bilinearTo ? resizeBilinear(view(image), m_layout.height, m_layout.width)
                                   : centreSquare(image, m_layout.height);
    }

    const FolderSplit &m_split;
    const Preset &m_preset;
    const Layout m_layout;
    std::vector<std::uint8_t> m_pixels;
    std::vector<std::string> m_failures;
    std::atomic<std::int64_t> m_resized = 0;
};

/// Size and channels in memory; where the preset leaves them open, those of the first image that can be read.
base::Result<Layout> findLayout(const FolderSplit &split, const Preset &preset)
{
    const std::int64_t side = preset.decodeSize > 0 ? preset.decodeSize : preset.size;
    Layout layout{side, side, preset.channels};
    if (side > 0 && preset.channels > 0)
        return layout;
    ImageDecoder decoder;
    for (const ImageFile &file : split.files) {
        const auto decoded = readImage(decoder, split.folder / file.path, 0);
        const auto *image = std::get_if<Image>(&decoded);
        if (!image)
            continue;
        layout.channels = preset.channels > 0 ? preset.channels : image->channels;
        if (side == 0) {
            layout.height = image->height;
            layout.width = image->width;
        }
        return layout;
    }
    return base::Problem{base::ProblemCode::Unreadable, ESP_TR("Engine", "None of the images can be read."),
                         split.folder.string(), ESP_TR("Engine", "Check that they are JPEG or PNG files.")};
}

std::string sentence(const std::vector<std::string> &failures, std::size_t total)
{
    const std::vector<std::string> first(failures.begin(), failures.begin() + static_cast<std::ptrdiff_t>(
                                                               std::min<std::size_t>(failures.size(), 5)));
    return base::cat(failures.size(), " of ", total, " images can't be read: ", base::join(first, ", "),
                     failures.size() > first.size() ? ", …" : "");
}

} // namespace

base::Result<std::shared_ptr<Dataset>> decodeFolder(const ImageFolder &folder, const OpenOptions &options,
                                                    const std::string &where)
{
    const auto layout = findLayout(folder.train, options.preset);
    if (!layout)
        return layout.problem();
    const std::size_t total = folder.train.files.size() + folder.test.files.size();
    if (const base::Status fits = checkMemory(static_cast<std::int64_t>(total) * layout->bytes(), where); !fits)
        return fits.problem();
    SplitDecoder train(folder.train, options.preset, *layout);
    SplitDecoder test(folder.test, options.preset, *layout);
    train.run();
    test.run();

    auto dataset = std::make_shared<Dataset>();
    dataset->classes = folder.classes;
    std::vector<std::string> failures = train.failures();
    for (std::string &failure : test.failures())
        failures.push_back(std::move(failure));
    if (!failures.empty() && !options.skipUnreadable)
        return base::Problem{base::ProblemCode::Unreadable, sentence(failures, total) + ".", where,
                             "Repair or remove these files, or allow unreadable images to be skipped."};
    if (!failures.empty())
        dataset->warnings.push_back(sentence(failures, total) + "; they are skipped.");
    if (const std::int64_t resized = train.resized() + test.resized(); resized > 0)
        dataset->warnings.push_back(base::cat(resized, " images were resized to ", layout->width, "x", layout->height, "."));
    dataset->train = train.take();
    dataset->test = test.take();
    if (dataset->train.count() == 0 || dataset->test.count() == 0)
        return base::Problem{base::ProblemCode::Unreadable,
                             ESP_TR("Engine", "None of the images of a split can be read."), where,
                             ESP_TR("Engine", "Check that they are JPEG or PNG files.")};
    dataset->hash = contentHash(*dataset);
    return dataset;
}

} // namespace espalier::data
