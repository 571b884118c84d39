// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace espalier::wire {

/// models/model.json of a small program, as short as torch.export's schema allows: linear, batch norm in train mode with
/// its counter, a size that depends on the batch, a region without gradients, a pooling with an unused output.
std::string pt2Program();

/// An archive of that program with its weights; the parts can be replaced.
struct Pt2Parts {
    std::string program = pt2Program();
    std::string weights; ///< the table; empty = the one that fits
    std::string byteOrder = "little";
    bool checksums = true; ///< else 0 stands for each, which readers don't check
};
std::string pt2Archive(const Pt2Parts &parts = {});

/// `text` with the first `from` replaced; fails the test if there is none.
std::string replaced(std::string text, const std::string &from, const std::string &to);

} // namespace espalier::wire
