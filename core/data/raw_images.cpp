// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/raw_images.h"

#include "base/file.h"
#include "base/text.h"
#include "data/fingerprint.h"
#include "data/parallel.h"
#include "data/sampling.h"

#include <algorithm>
#include <cstring>

#include <unistd.h>

namespace espalier::data {

namespace {

struct Layout {
    std::int64_t height = 0, width = 0, channels = 0;
    std::int64_t bytes() const { return height * width * channels; }
};

base::Result<Layout> wantedLayout(const RawImages &raw, const Preset &preset, const std::string &where)
{
    Layout layout{raw.height, raw.width, preset.channels == 0 ? raw.channels : preset.channels};
    if (preset.size == 0 || (preset.size == raw.height && preset.size == raw.width))
        return layout;
    if (!preset.bilinearTo)
        return base::Problem{base::ProblemCode::Mismatch,
                             base::cat("The images are ", raw.height, "x", raw.width, ", the preset '", preset.name,
                                       "' takes ", preset.size, "x", preset.size, "."),
                             where, "Choose a preset of that size, or mnist32, which resizes to 32x32."};
    layout.height = layout.width = preset.size;
    return layout;
}

void convert(const RawImages &raw, const Layout &layout, std::int64_t index, std::uint8_t *target)
{
    const ImageView source{raw.pixels.data() + index * raw.height * raw.width * raw.channels, raw.height, raw.width,
                           raw.channels, raw.width * raw.channels};
    const Image image = withChannels(resizeBilinear(source, layout.height, layout.width), layout.channels);
    std::memcpy(target, image.pixels.data(), image.pixels.size());
}

} // namespace

base::Result<ImageSet> makeImageSet(RawImages raw, const OpenOptions &options, const std::string &where)
{
    const auto layout = wantedLayout(raw, options.preset, where);
    if (!layout)
        return layout.problem();
    ImageSet set{nullptr, {}, layout->height, layout->width, layout->channels};
    const auto chosen = chooseStratified(raw.labels, options.subset, dataSeed);
    const auto count = static_cast<std::int64_t>(chosen.size());
    const bool unchanged = layout->bytes() == raw.height * raw.width * raw.channels && layout->height == raw.height;
    if (unchanged && chosen.size() == raw.labels.size()) {
        set.labels = std::move(raw.labels);
        set.pixels = std::make_shared<const std::vector<std::uint8_t>>(std::move(raw.pixels));
        return set;
    }
    if (const base::Status fits = checkMemory(count * layout->bytes(), where); !fits)
        return fits.problem();
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(count * layout->bytes()));
    parallelRanges(count, 256, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            convert(raw, *layout, chosen[static_cast<std::size_t>(i)], pixels.data() + i * layout->bytes());
    });
    for (const std::int64_t index : chosen)
        set.labels.push_back(raw.labels[static_cast<std::size_t>(index)]);
    set.pixels = std::make_shared<const std::vector<std::uint8_t>>(std::move(pixels));
    return set;
}

base::Result<std::vector<std::string>> classNames(const Dataset &dataset, const std::filesystem::path &directory,
                                                  std::int64_t least)
{
    std::int64_t count = least;
    for (const ImageSet *set : {&dataset.train, &dataset.test})
        for (const std::int64_t label : set->labels)
            count = std::max(count, label + 1);
    std::vector<std::string> names;
    if (const auto text = base::readFile(directory / "classes.txt", 1u << 20)) {
        for (const std::string &line : base::split(*text, '\n'))
            if (!base::trim(line).empty())
                names.emplace_back(base::trim(line));
        if (static_cast<std::int64_t>(names.size()) < count)
            return base::Problem{base::ProblemCode::Mismatch,
                                 base::cat("classes.txt names ", names.size(), " classes, but there are labels up to ",
                                           count - 1, "."),
                                 directory.string(), "Name every class on a line of its own, or remove the file."};
    }
    for (auto i = static_cast<std::int64_t>(names.size()); i < count; ++i)
        names.push_back(base::cat(i));
    return names;
}

std::string contentHash(const Dataset &dataset)
{
    Fingerprint fingerprint;
    for (const std::string &name : dataset.classes)
        fingerprint.add(name);
    for (const ImageSet *set : {&dataset.train, &dataset.test}) {
        for (const std::int64_t size : {set->count(), set->height, set->width, set->channels})
            fingerprint.add(size);
        fingerprint.add(std::span(reinterpret_cast<const std::uint8_t *>(set->labels.data()),
                                  set->labels.size() * sizeof(std::int64_t)));
        fingerprint.add(std::span<const std::uint8_t>(*set->pixels));
    }
    return fingerprint.hex();
}

base::Status checkMemory(std::int64_t bytes, const std::string &where)
{
    const std::int64_t machine = std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
    if (bytes <= machine / 10 * 7)
        return {};
    return base::Problem{base::ProblemCode::Mismatch,
                         base::cat("The decoded images would take ", bytes >> 20, " MiB of memory; this machine has ",
                                   machine >> 20, "."),
                         where, "Open a subset of the images, or a preset with smaller ones."};
}

} // namespace espalier::data
