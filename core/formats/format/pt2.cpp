// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/translate.h"
#include "formats/format.h"
#include "formats/kept_file.h"
#include "formats/proven.h"
#include "formats/tensor_io.h"
#include "model/node_schema.h"
#include "wire/pt2.h"
#include "wire/pt2_writer.h"

#include <ATen/core/jit_type.h>

namespace espalier::formats {

namespace {

namespace fs = std::filesystem;

class Pt2 final : public Format {
public:
    std::string id() const override { return "pt2"; }
    std::vector<std::string> extensions() const override { return {".pt2"}; }
    std::string title() const override { return ESP_TR("Engine", "PyTorch program (torch.export)"); }
    std::string note() const override
    {
        return ESP_TR("Engine", "Programs of torch.export (schema 8, torch 2.8 and later), weights mapped from the file. "
                               "A batch that varies is kept.");
    }
    bool holdsNetwork() const override { return true; }
    bool reads() const override { return true; }
    bool writes() const override { return true; }

    bool recognises(const fs::path &path) const override
    {
        const auto file = base::MappedFile::open(path);
        return file && wire::looksLikePt2((*file)->bytes());
    }

    base::Result<ReadResult> read(const fs::path &path) const override
    {
        const auto file = base::MappedFile::open(path);
        if (!file)
            return file.problem();
        auto stored = wire::readPt2((*file)->bytes(), path.string());
        if (!stored)
            return stored.problem();
        ReadResult result;
        result.network = model::Network{std::move(stored->graph), {}};
        for (const auto &[name, tensor] : stored->tensors)
            result.network->weights.set(name, mappedTensor(tensor, *file));
        result.metadata = std::move(stored->metadata);
        return proven(std::move(result));
    }

    base::Result<std::vector<fs::path>> write(const Artefact &artefact, const fs::path &path) const override
    {
        const auto tensors = tensorBytes(artefact.network.weights);
        if (!tensors)
            return tensors.problem();
        wire::Pt2Output output{artefact.network.graph.get(), tensors->tensors, artefact.metadata, returnsOf};
        output.metadata["name"] = artefact.name;
        if (!artefact.kept.empty() || !artefact.widths.empty())
            output.metadata["kept"] = keptLayersJson(artefact);
        const auto write = [&](std::ostream &out) { return wire::writePt2(out, "model", output); };
        if (const base::Status written = base::writeFileAtomically(path, write); !written)
            return written.problem();
        return std::vector{path};
    }

private:
    static wire::CallReturns returnsOf(const graph::Node &node)
    {
        const c10::FunctionSchema *schema = model::schemaOf(node);
        if (!schema)
            return {node.outputs.size(), false};
        const auto &returns = schema->returns();
        return {returns.size(), returns.size() == 1 && returns.front().type()->kind() == c10::TypeKind::ListType};
    }
};

} // namespace

std::unique_ptr<Format> makePt2Entry()
{
    return std::make_unique<Pt2>();
}

} // namespace espalier::formats
