// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "formats/format.h"

#include <algorithm>

#include <unistd.h>

namespace espalier::formats {

namespace fs = std::filesystem;

namespace {

using Formats = std::vector<std::unique_ptr<Format>>;

base::Problem noFormat(const Formats &formats, const ExportRequest &request)
{
    std::vector<std::string> ids, endings;
    for (const auto &format : formats) {
        if (!format->writes())
            continue;
        ids.push_back(format->id());
        for (const std::string &ending : format->extensions())
            endings.push_back(ending);
    }
    if (!request.format.empty()) {
        const std::string near = base::closest(request.format, ids);
        return {base::ProblemCode::BadUsage, base::cat("There is no format '", request.format, "' that can be written."), "",
                near.empty() ? base::cat("Choose one of ", base::listNames(ids, 20), ".") : base::cat("Did you mean '", near, "'?")};
    }
    return {base::ProblemCode::BadUsage,
            base::cat("The ending '", request.path.extension().string(), "' says nothing about the format."),
            request.path.string(), base::cat("Name the format, or use one of ", base::listNames(endings, 20), ".")};
}

base::Result<const Format *> findFormat(const Formats &formats, const ExportRequest &request)
{
    const std::string ending = request.path.extension().string();
    for (const auto &format : formats) {
        const auto endings = format->extensions();
        const bool fits = request.format.empty() ? std::find(endings.begin(), endings.end(), ending) != endings.end()
                                                 : format->id() == request.format;
        if (format->writes() && fits)
            return format.get();
    }
    return noFormat(formats, request);
}

/// A folder beside the target, so that its files can be renamed into place; removed with whatever is left in it.
class Workshop {
public:
    static base::Result<std::unique_ptr<Workshop>> beside(const fs::path &target)
    {
        const fs::path parent = target.has_parent_path() ? target.parent_path() : fs::path(".");
        if (const base::Status ready = base::ensureFolder(parent); !ready)
            return ready.problem();
        std::string name = (parent / ".espalier-export-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            return base::fileProblem(target, "write", errno);
        return std::unique_ptr<Workshop>(new Workshop(name));
    }

    ~Workshop()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }
    Workshop(const Workshop &) = delete;
    Workshop &operator=(const Workshop &) = delete;

    const fs::path &folder() const { return m_folder; }

private:
    explicit Workshop(fs::path folder) : m_folder(std::move(folder)) { }
    fs::path m_folder;
};

base::Result<Verified> check(const Format &format, const Artefact &artefact, const fs::path &path)
{
    auto verified = format.verify(artefact, path);
    if (verified && !verified->ok)
        return base::Problem{base::ProblemCode::CheckFailed,
                             base::cat("The written file does not give back the network: ", verified->how,
                                       ", largest difference ", verified->maxAbsDiff, "."),
                             "", "Nothing was kept. Export to another format, and please report this."};
    return verified;
}

/// Messages speak of the file that was asked for, not of the one in the workshop.
base::Problem atTarget(base::Problem problem, const fs::path &target)
{
    problem.where = target.string();
    return problem;
}

bool sameBytes(const fs::path &a, const fs::path &b)
{
    const auto first = base::sha256OfFile(a), second = base::sha256OfFile(b);
    return first && second && *first == *second;
}

/// Who names net.py may not know that net.pth is written too: it may replace what an earlier export left, no other file.
base::Status checkSideFiles(const std::vector<fs::path> &written, const fs::path &target)
{
    std::error_code ignored;
    if (fs::exists(target, ignored))
        return {};
    for (std::size_t i = 1; i < written.size(); ++i) {
        const fs::path side = target.parent_path() / written[i].filename();
        if (fs::exists(side, ignored) && !sameBytes(written[i], side))
            return base::Problem{base::ProblemCode::BadUsage,
                                 base::cat("The export also writes ", side.filename().string(),
                                           ", and there is another file of that name."),
                                 target.string(), "Choose another name, or move that file away."};
    }
    return {};
}

/// The main file last: when it is there, everything is.
base::Result<Exported> moveIntoPlace(const std::vector<fs::path> &written, const fs::path &folder)
{
    Exported exported;
    for (std::size_t i = written.size(); i-- > 0;) {
        const fs::path target = folder / written[i].filename();
        std::error_code error;
        exported.bytes += fs::file_size(written[i], error);
        fs::rename(written[i], target, error);
        if (error)
            return base::fileProblem(target, "write", error.value());
        exported.files.insert(exported.files.begin(), target);
    }
    return exported;
}

} // namespace

base::Result<Exported> exportNetwork(const Artefact &artefact, const ExportRequest &request)
{
    const Formats formats = allFormats();
    const auto format = findFormat(formats, request);
    if (!format)
        return format.problem();
    if (const base::Status valid = model::validate(artefact.network); !valid)
        return valid.problem();
    const auto workshop = Workshop::beside(request.path);
    if (!workshop)
        return workshop.problem();
    const fs::path temporary = (*workshop)->folder() / request.path.filename();
    const auto written = (*format)->write(artefact, temporary);
    if (!written)
        return atTarget(written.problem(), request.path);
    std::optional<Verified> verified;
    if (request.verify) {
        auto checked = check(**format, artefact, temporary);
        if (!checked)
            return atTarget(checked.problem(), request.path);
        verified = *std::move(checked);
    }
    if (const base::Status free = checkSideFiles(*written, request.path); !free)
        return free.problem();
    auto exported = moveIntoPlace(*written, request.path.parent_path());
    if (exported)
        exported->verified = std::move(verified);
    return exported;
}

} // namespace espalier::formats
