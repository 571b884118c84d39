// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"

#include "base/text.h"
#include "base/translate.h"
#include "data/source.h"

#include <algorithm>

namespace espalier::data {

namespace fs = std::filesystem;

namespace {

using Sources = std::vector<std::unique_ptr<Source>>;

const Source *ofKind(const Sources &sources, const std::string &kind)
{
    const auto it = std::find_if(sources.begin(), sources.end(), [&](const auto &source) { return source->kind() == kind; });
    return it == sources.end() ? nullptr : it->get();
}

base::Problem unknownKind(const Sources &sources, const std::string &kind)
{
    std::vector<std::string> kinds;
    for (const auto &source : sources)
        kinds.push_back(source->kind());
    const std::string near = base::closest(kind, kinds);
    return {base::ProblemCode::BadUsage, base::cat("There is no kind of data '", kind, ":'."), "",
            near.empty() ? base::cat("Choose one of ", base::listNames(kinds, 20), ", as in 'folder:DIR'.")
                         : base::cat("Did you mean '", near, ":'?")};
}

base::Problem unknownDirectory(const Sources &sources, const fs::path &directory)
{
    std::vector<std::string> looks;
    for (const auto &source : sources)
        if (source->kind() != "sample")
            looks.push_back(source->looks());
    return {base::ProblemCode::Malformed, "The directory holds no data of a kind that is known.", directory.string(),
            base::cat("It may hold ", base::join(looks, "; "), ".")};
}

/// Where a colon follows a word, that word is the kind; a bare path has its kind found out.
base::Result<const Source *> findSource(const Sources &sources, const std::string &text, fs::path &directory)
{
    const std::size_t colon = text.find(':');
    const bool named = colon != std::string::npos && colon > 1 && text.find('/') > colon;
    directory = named ? text.substr(colon + 1) : text;
    const std::string kind = named ? text.substr(0, colon) : "";
    if (named && !ofKind(sources, kind))
        return unknownKind(sources, kind);
    if (kind == "sample")
        return ofKind(sources, kind);
    std::error_code ignored;
    if (!fs::is_directory(directory, ignored))
        return base::Problem{
            base::ProblemCode::NotFound, ESP_TR("Engine", "There is no such directory."), directory.string(),
            ESP_TR("Engine",
                   "Check the path; data are named as 'folder:DIR', 'idx:DIR', 'cifar10:DIR' or 'sample:'.")};
    if (named)
        return ofKind(sources, kind);
    const auto it = std::find_if(sources.begin(), sources.end(),
                                 [&](const auto &source) { return source->recognises(directory); });
    if (it == sources.end())
        return unknownDirectory(sources, directory);
    return it->get();
}

} // namespace

base::Result<std::shared_ptr<const Dataset>> openDataset(const std::string &source, const OpenOptions &options)
{
    const Sources sources = allSources();
    fs::path directory;
    const auto found = findSource(sources, source, directory);
    if (!found)
        return found.problem();
    auto dataset = (*found)->open(directory, options);
    if (!dataset)
        return dataset.problem();
    (*dataset)->source = source;
    return std::shared_ptr<const Dataset>(*std::move(dataset));
}

} // namespace espalier::data
