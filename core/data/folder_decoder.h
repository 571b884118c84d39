// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/image.h"
#include "data/image_folder.h"

namespace espalier::data {

/// Decodes every image of the folder, in parallel, into the size and channels of the preset: images of another size are
/// resized as torchvision does (short side, centred square; or straight to the square for bilinearTo), which is said in
/// the warnings. Unreadable images are an Unreadable problem that counts all and names the first five, or are skipped
/// with a warning if the options allow it. Fills everything but `source`.
base::Result<std::shared_ptr<Dataset>> decodeFolder(const ImageFolder &folder, const OpenOptions &options,
                                                    const std::string &where);

} // namespace espalier::data
