// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2/payloads.h"

#include "base/text.h"
#include "graph/json_reader.h"
#include "wire/pt2/schema.h"
#include "wire/torch_globals.h"

namespace espalier::wire {

using base::cat;

namespace {

constexpr std::size_t maximumRank = 64;
const std::string exportAgain = "Save the model again with torch.export.save.";

/// Adds the tensors of one table.
class TableReader {
public:
    TableReader(const ZipReader &zip, std::string folder, const std::string &where,
                std::unordered_map<std::string, StoredTensor> &tensors)
        : m_zip(zip), m_folder(std::move(folder)), m_where(where), m_tensors(tensors)
    {
    }

    bool read(const JsonReader &json)
    {
        for (const auto &[name, entry] : json.at("config").members())
            m_tensors[name] = tensorOf(name, entry);
        return true;
    }

private:
    static std::vector<std::int64_t> integers(const JsonReader &json)
    {
        std::vector<std::int64_t> values;
        for (const JsonReader &item : json.items(maximumRank))
            values.push_back(item.at("as_int").integer());
        return values;
    }

    StoredTensor tensorOf(const std::string &name, const JsonReader &entry)
    {
        const std::string record = entry.at("path_name").text();
        if (entry.at("use_pickle").boolean() || entry.at("tensor_meta").isNull())
            unsupported(cat("'", name, "' is stored as a pickled object (", record, "), and no code from a file ever runs."),
                        "Export the model with plain tensors for weights and constants.");
        const JsonReader meta = entry.at("tensor_meta");
        readLayout(meta.at("layout"));
        StoredTensor tensor{readDType(meta.at("dtype")), integers(meta.at("sizes")), integers(meta.at("strides")),
                            meta.at("storage_offset").at("as_int").integer(0), storageOf(name, record)};
        const auto numel = static_cast<std::int64_t>(tensor.storage.size()) / graph::byteSize(tensor.dtype);
        if (const auto inside = checkExtent({0, tensor.offset, tensor.shape, tensor.stride}, {0, 0, numel}, m_where); !inside)
            throw graph::JsonError({base::ProblemCode::Malformed, cat("'", name, "': ", inside.problem().what), {}, {}});
        return tensor;
    }

    /// Several names may share a record, which is checked once.
    Bytes storageOf(const std::string &name, const std::string &record)
    {
        if (const auto known = m_storages.find(record); known != m_storages.end())
            return known->second;
        const ZipRecord *found = m_zip.findBelowRoot(m_folder + record);
        if (!found)
            throw graph::JsonError({base::ProblemCode::Malformed,
                                    cat("The record ", m_folder, record, " of '", name, "' is missing."), {}, {}});
        const auto bytes = m_zip.read(*found);
        if (!bytes)
            throw graph::JsonError(bytes.problem());
        m_storages.emplace(record, *bytes);
        return *bytes;
    }

    const ZipReader &m_zip;
    std::string m_folder;
    const std::string &m_where;
    std::unordered_map<std::string, StoredTensor> &m_tensors;
    std::unordered_map<std::string, Bytes> m_storages;
};

} // namespace

base::Problem inRecord(const base::Problem &problem, const std::string &record, const std::string &where)
{
    const std::string place = problem.where.empty() || problem.where == where ? record : cat(record, ", ", problem.where);
    const bool isUnsupported = problem.code == base::ProblemCode::Unsupported;
    return {problem.code, isUnsupported ? problem.what : cat(place, ": ", problem.what), where,
            problem.remedy.empty() ? exportAgain : problem.remedy};
}

base::Result<std::string> textRecord(const ZipReader &zip, const std::string &name, const std::string &where)
{
    const ZipRecord *record = zip.findBelowRoot(name);
    if (!record)
        return malformed(where, cat("The archive has no record ", name, "."), exportAgain);
    const auto bytes = zip.read(*record);
    if (!bytes)
        return bytes.problem();
    return std::string(asText(*bytes));
}

base::Result<Payloads> Payloads::read(const ZipReader &zip, const std::string &where)
{
    Payloads payloads;
    for (const std::string kind : {"weights", "constants"}) {
        const std::string folder = cat("data/", kind, "/");
        const std::string record = cat(folder, "model_", kind, "_config.json");
        const auto text = textRecord(zip, record, where);
        if (!text)
            return text.problem();
        graph::JsonLimits limits;
        limits.keys = 20'000;
        TableReader table(zip, folder, where, payloads.m_tensors);
        const auto done = graph::readDocument<bool>(*text, limits, [&](const JsonReader &json) { return table.read(json); });
        if (!done)
            return inRecord(done.problem(), record, where);
    }
    return payloads;
}

const StoredTensor *Payloads::find(const std::string &name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

} // namespace espalier::wire
