// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/translate.h"
#include "formats/format.h"
#include "formats/python/interpreter.h"
#include "formats/python/module_check.h"
#include "formats/python/module_writer.h"
#include "formats/state_dict_io.h"
#include "formats/verification.h"

namespace espalier::formats {

namespace {

namespace fs = std::filesystem;

class Python final : public Format {
public:
    std::string id() const override { return "python"; }
    std::vector<std::string> extensions() const override { return {".py"}; }
    std::string title() const override { return ESP_TR("Engine", "Python module with weights"); }
    std::string note() const override
    {
        return ESP_TR("Engine", "A module with a plain nn.Module and its weights (NAME.pth) beside it; load() builds the "
                               "model. Run and compared if ESPALIER_PYTHON names a Python with torch.");
    }
    bool holdsNetwork() const override { return true; }
    bool reads() const override { return false; }
    bool writes() const override { return true; }
    bool recognises(const fs::path &) const override { return false; }

    base::Result<ReadResult> read(const fs::path &path) const override
    {
        return base::Problem{
            base::ProblemCode::Unsupported,
            ESP_TR("Engine", "Python modules are written, never read: they are code."), path.string(),
            ESP_TR("Engine", "Open the .pth file beside it, or export the model from Python.")};
    }

    base::Result<std::vector<fs::path>> write(const Artefact &artefact, const fs::path &path) const override
    {
        const fs::path weights = weightsOf(path);
        if (const base::Status written = writeStateDict(weights, artefact.network.weights); !written)
            return written.problem();
        const PythonModule module = writePythonModule(artefact, weights.filename().string());
        if (const base::Status written = base::writeFileAtomically(path, module.text); !written)
            return written.problem();
        return std::vector{path, weights};
    }

    base::Result<Verified> verify(const Artefact &artefact, const fs::path &path) const override
    {
        const auto weights = readStateDict(weightsOf(path));
        if (!weights)
            return weights.problem();
        auto verified = compareTensors(artefact.network.weights, weights->weights);
        if (!verified || !verified->ok)
            return verified;
        const std::string python = configuredPython();
        if (!python.empty())
            return checkPythonModule(artefact, path, python);
        verified->how = ESP_TR(
            "Engine", "weights compared; the module's text was not run, since ESPALIER_PYTHON is not set");
        return verified;
    }

private:
    static fs::path weightsOf(const fs::path &path) { return fs::path(path).replace_extension(".pth"); }
};

} // namespace

std::unique_ptr<Format> makePythonEntry()
{
    return std::make_unique<Python>();
}

} // namespace espalier::formats
