// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2_writer.h"

#include "base/text.h"
#include "wire/pt2.h"
#include "wire/pt2/program_writer.h"
#include "wire/zip_writer.h"

#include <unordered_map>

namespace espalier::wire {

using base::cat;
using graph::Json;

namespace {

/// A table of tensors and the records that it names.
class Table {
public:
    Table(std::string folder, std::string prefix) : m_folder(std::move(folder)), m_prefix(std::move(prefix)) { }

    void add(ZipWriter &zip, const TensorToWrite &tensor, bool isParameter)
    {
        const std::string record = cat(m_prefix, m_count++);
        m_config[tensor.name] = {{"path_name", record}, {"is_param", isParameter}, {"use_pickle", false},
                                 {"tensor_meta", storedMeta(tensor, isParameter)}};
        zip.add(m_folder + record, tensor.bytes);
    }

    std::string text() const { return Json{{"config", m_config}}.dump(); }

private:
    std::string m_folder, m_prefix;
    int m_count = 0;
    Json m_config = Json::object();
};

} // namespace

base::Status writePt2(std::ostream &out, const std::string &archive, const Pt2Output &output)
{
    const auto program = ProgramWriter(output).write();
    if (!program)
        return program.problem();
    std::unordered_map<std::string, const TensorToWrite *> tensors;
    for (const TensorToWrite &tensor : output.tensors)
        tensors[tensor.name] = &tensor;
    ZipWriter zip(out, archive);
    Table weights("data/weights/", "weight_"), constants("data/constants/", "tensor_");
    for (const graph::Value &value : output.graph->values()) {
        if (!value.isStored())
            continue;
        Table &table = value.kind == graph::ValueKind::Constant ? constants : weights;
        table.add(zip, *tensors.at(value.name), value.kind == graph::ValueKind::Parameter);
    }
    zip.add("data/weights/model_weights_config.json", weights.text());
    zip.add("data/constants/model_constants_config.json", constants.text());
    zip.add("models/model.json", program->dump());
    zip.add("data/sample_inputs/model.pt", std::string_view());
    if (!output.metadata.empty())
        zip.add(pt2MetadataRecord, Json(output.metadata).dump());
    for (const auto &[name, text] : {std::pair{"archive_format", "pt2"}, {"archive_version", "0"}, {"byteorder", "little"}, {".data/version", "6\n"}})
        zip.add(name, std::string_view(text));
    zip.finish();
    return {};
}

} // namespace espalier::wire
