// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "graph/plan.h"
#include "model/weights.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace espalier::formats {

/// What a file held: a whole network, or weights only (no graph), plus text metadata.
struct ReadResult {
    std::optional<model::Network> network; ///< if the format carries a graph
    model::Weights weights;                ///< otherwise
    std::map<std::string, std::string> metadata;
};

/// Everything a writer may want to put into a file.
struct Artefact {
    model::Network network;
    std::string name;                                      ///< of the model, for class names and titles
    std::map<std::string, std::vector<std::int32_t>> kept; ///< kept indices by stored layer name, original numbering
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> widths; ///< layer -> original, now
    std::map<std::string, std::string> metadata; ///< "recipe", "espalier_version", …
    bool foldBatchNorm = false; ///< for formats that keep batch norm unless asked (onnx): into the convolution before it
};

struct Verified {
    double maxAbsDiff = 0.0;
    bool ok = false;
    std::string how; ///< "tensors compared", "logits compared", "logits compared by Python", …
};

/// One file format. Readers are bounded and run no code from the file. Writers write atomically.
class Format {
public:
    virtual ~Format() = default;
    virtual std::string id() const = 0;                      ///< "torch_save"
    virtual std::vector<std::string> extensions() const = 0; ///< with dot, lower case
    virtual std::string title() const = 0; ///< "PyTorch state dict"
    virtual std::string note() const = 0;
    virtual bool holdsNetwork() const = 0; ///< its files bring the graph, not weights alone
    virtual bool reads() const = 0;
    virtual bool writes() const = 0;
    /// Cheap look at the first bytes: is this such a file?
    virtual bool recognises(const std::filesystem::path &path) const = 0;
    virtual base::Result<ReadResult> read(const std::filesystem::path &path) const = 0;
    /// Files written, the main one first.
    virtual base::Result<std::vector<std::filesystem::path>> write(const Artefact &artefact,
                                                                   const std::filesystem::path &path) const = 0;
    /// Reads back what `write` left at `path` and compares. The default compares logits if the file carries a graph,
    /// tensors otherwise; formats that `read` can't take back (python) check in their own way.
    virtual base::Result<Verified> verify(const Artefact &artefact, const std::filesystem::path &path) const;
};

/// Generated: every core/formats/format/NAME.cpp defines `std::unique_ptr<Format> makeNameEntry()`.
std::vector<std::unique_ptr<Format>> allFormats();

/// Reads with the format that recognises the file; Malformed naming what the file seems to be if none does.
base::Result<ReadResult> readAny(const std::filesystem::path &path);

struct Exported {
    std::vector<std::filesystem::path> files;
    std::uintmax_t bytes = 0;
    std::optional<Verified> verified; ///< absent if not asked for
};

struct ExportRequest {
    std::filesystem::path path;
    std::string format; ///< id; empty = by extension
    bool verify = true;
};

/// Writes to a temporary name, reads back and compares, then renames: a failure leaves no file (CheckFailed). The file
/// named and what an earlier export of that name left are replaced, other files beside it never (BadUsage).
base::Result<Exported> exportNetwork(const Artefact &artefact, const ExportRequest &request);

} // namespace espalier::formats
