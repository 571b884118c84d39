// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/script_archive.h"

#include "base/text.h"
#include "wire/torch_storages.h"

#include <algorithm>

namespace espalier::wire {

namespace {

/// Code that is parsed at most, all files together; a file that is not that large itself gets less. The largest public
/// networks have 1.5 MB. A parsed byte takes up to 100 of memory.
constexpr std::size_t mostCode = std::size_t{4} << 20;
constexpr std::size_t leastCode = std::size_t{256} << 10;

base::Result<StoredPickle> readRecord(const ZipReader &zip, const std::string &name, const std::string &where,
                                      bool bytesToo)
{
    const ZipRecord *record = zip.findBelowRoot(name + ".pkl");
    if (!record)
        return malformed(where, base::cat("The archive holds no ", name, ".pkl."));
    const auto bytes = zip.read(*record);
    if (!bytes)
        return bytes.problem();
    auto pickle = readPickle(*bytes, 0, where, {}, PickleDialect::TorchScript);
    if (!pickle)
        return pickle.problem();
    StoredPickle out{*std::move(pickle), {}};
    if (!bytesToo)
        return out;
    auto storages = storagesOf(zip, out.pickle, name + "/", where);
    if (!storages)
        return storages.problem();
    out.storages = *std::move(storages);
    return out;
}

/// {"forward": [tensor, …]}
std::vector<ScriptInput> inputsOf(const Pickle &pickle)
{
    std::vector<ScriptInput> inputs;
    const PickleNode *forward = pickle.lookUp(pickle.node(pickle.root), "forward");
    if (!forward || (forward->kind != PickleKind::List && forward->kind != PickleKind::Tuple))
        return inputs;
    for (const std::uint32_t item : forward->items) {
        const PickleNode &node = pickle.node(item);
        if (node.kind != PickleKind::Tensor)
            return {};
        const PickleTensor &tensor = pickle.tensors[static_cast<std::size_t>(node.integer)];
        inputs.push_back({tensor.shape, pickle.storages[tensor.storage].dtype});
        if (inputs.size() > 64)
            return {};
    }
    return inputs;
}

/// "__torch__.a.b.Name" is defined in code/__torch__/a/b.py.
std::string recordOf(const std::string &qualified)
{
    std::string path = "code/" + qualified.substr(0, qualified.rfind('.'));
    std::replace(path.begin(), path.end(), '.', '/');
    return path + ".py";
}

base::Problem noModule(const std::string &where)
{
    return {base::ProblemCode::Unsupported, "The archive's data.pkl is not a module.", where,
            "In Python: torch.jit.trace(model.eval(), example_input).save('model.pt')."};
}

} // namespace

StoredTensor StoredPickle::tensor(std::size_t index) const
{
    const PickleTensor &tensor = pickle.tensors[index];
    return {pickle.storages[tensor.storage].dtype, tensor.shape, tensor.stride, tensor.offset,
            storages[tensor.storage]};
}

base::Result<ScriptArchive> ScriptArchive::open(Bytes file, const std::string &where)
{
    auto zip = ZipReader::open(file, where);
    if (!zip)
        return zip.problem();
    if (const base::Status little = checkByteOrder(*zip, where); !little)
        return little.problem();
    ScriptArchive out;
    out.m_where = where;
    auto module = readRecord(*zip, "data", where, true);
    if (!module)
        return module.problem();
    out.m_module = *std::move(module);
    if (out.m_module.pickle.node(out.m_module.pickle.root).kind != PickleKind::Object)
        return noModule(where);
    auto constants = readRecord(*zip, "constants", where, true);
    if (!constants)
        return constants.problem();
    out.m_constants = *std::move(constants);
    if (zip->findBelowRoot("traced_inputs.pkl")) {
        if (const auto traced = readRecord(*zip, "traced_inputs", where, false))
            out.m_traced = inputsOf(traced->pickle);
    }
    out.m_bytesLeft = std::min(mostCode, leastCode + file.size());
    out.m_zip = std::make_shared<const ZipReader>(*std::move(zip));
    return out;
}

std::optional<std::string> ScriptArchive::extra(const std::string &name) const
{
    constexpr std::uint64_t most = std::uint64_t{1} << 20;
    const ZipRecord *record = m_zip->findBelowRoot("extra/" + name);
    if (!record)
        return std::nullopt;
    auto text = m_zip->unpack(*record, most);
    return text ? std::optional(*std::move(text)) : std::nullopt;
}

base::Result<std::shared_ptr<const ScriptFile>> ScriptArchive::fileOf(const std::string &qualified)
{
    const std::string record = recordOf(qualified);
    if (const auto known = m_parsed.find(record); known != m_parsed.end())
        return known->second;
    const ZipRecord *code = m_zip->findBelowRoot(record);
    if (!code)
        return base::Problem{base::ProblemCode::Malformed,
                             base::cat("The archive lacks ", record, ", which defines ", qualified, "."),
                             m_where, "Copy or download it again completely."};
    const auto text = m_zip->unpack(*code, m_bytesLeft);
    if (!text)
        return text.problem();
    m_bytesLeft -= text->size();
    auto parsed = parseScript(*text, base::cat(m_where, ": ", record));
    if (!parsed)
        return parsed.problem();
    auto shared = std::make_shared<const ScriptFile>(*std::move(parsed));
    m_parsed.emplace(record, shared);
    return shared;
}

bool looksLikeTorchScript(Bytes file)
{
    if (!looksLikeZip(file))
        return false;
    const auto zip = ZipReader::open(file, {});
    return zip && zip->findBelowRoot("data.pkl") && zip->findBelowRoot("constants.pkl");
}

} // namespace espalier::wire
