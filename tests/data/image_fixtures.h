// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"
#include "data/image.h"

#include <filesystem>
#include <string>

namespace espalier::data {

/// A file of tests/files/images as bytes.
std::vector<std::uint8_t> imageFixture(const std::string &name);

/// The same pixels as pattern() of tests/files/images/make_images.py.
Image testPattern(std::int64_t height, std::int64_t width, std::int64_t channels);

/// Writes bytes, with the folders above.
void writeBytes(const std::filesystem::path &path, const std::vector<std::uint8_t> &bytes);
void copyFixture(const std::string &name, const std::filesystem::path &to);

/// train/{cat,dog} and test/{cat,dog} with `count` 32x32 JPEGs in each class folder.
void makeImageFolder(const std::filesystem::path &root, int count = 3);

/// IDX bytes of `count` images of height x width whose pixels are (image + position) % 256, and of labels i % classes.
std::vector<std::uint8_t> idxImages(std::int64_t count, std::int64_t height, std::int64_t width);
std::vector<std::uint8_t> idxLabels(std::int64_t count, int classes);

/// A data set of `count` training images, labels i % classes, whose first pixel bytes spell the image's number.
std::shared_ptr<const Dataset> numberedDataset(std::int64_t count, std::int64_t classes, std::int64_t size = 8,
                                               std::int64_t channels = 3);

OpenOptions optionsOf(const std::string &preset);

/// First line of a problem, for messages of failed expectations; "" if there is none.
template <class T>
std::string problemText(const base::Result<T> &result)
{
    return result ? std::string() : base::toString(result.problem());
}

} // namespace espalier::data
