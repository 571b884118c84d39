// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2.h"

#include "base/text.h"
#include "wire/pt2/program_reader.h"

namespace espalier::wire {

using base::cat;

namespace {

constexpr const char *modelRecord = "models/model.json";
constexpr const char *oldModel = "serialized_exported_program.json";
const std::string saveAgain = "Load and save it again with torch.export of torch 2.8 or later: "
                              "torch.export.save(torch.export.load('old.pt2'), 'new.pt2').";

std::string textOf(const ZipReader &zip, const std::string &name)
{
    const ZipRecord *record = zip.findBelowRoot(name);
    return record && record->bytes.size() < 64 ? std::string(base::trim(asText(record->bytes))) : std::string();
}

base::Problem refuse(std::string what, std::string remedy, const std::string &where)
{
    return {base::ProblemCode::Unsupported, std::move(what), where, std::move(remedy)};
}

/// The layout is the one we read.
base::Status checkLayout(const ZipReader &zip, const std::string &where)
{
    const bool old = zip.find(oldModel) || zip.findBelowRoot(oldModel) || zip.findBelowRoot("data/weights/model.pt");
    if (old)
        return refuse("The file has the layout of an older torch.export.", saveAgain, where);
    if (const std::string order = textOf(zip, "byteorder"); !order.empty() && order != "little")
        return refuse("The tensors were written on a big-endian machine.",
                      "Load and save the file with PyTorch on a little-endian machine.", where);
    if (const std::string version = textOf(zip, "archive_version"); !version.empty() && version != "0")
        return refuse(cat("The archive has the version ", version, "; version 0 is read."),
                      "Save the model with torch 2.8 to 2.11, or use a later Espalier.", where);
    if (zip.findBelowRoot(modelRecord))
        return {};
    return refuse("The archive holds no exported program (models/model.json): perhaps only a compiled one.",
                  "Save the program itself: torch.export.save(torch.export.export(model.eval(), (x,)), 'model.pt2').", where);
}

/// Ours, if it is well-formed; other people's records of that name are no reason to refuse the file.
void addMetadata(const ZipReader &zip, std::map<std::string, std::string> &metadata)
{
    const ZipRecord *record = zip.findBelowRoot(pt2MetadataRecord);
    if (!record)
        return;
    const auto read = [&metadata](const JsonReader &json) {
        for (const auto &[key, value] : json.members())
            metadata[key] = value.text(std::size_t{16} << 20);
        return true;
    };
    (void)graph::readDocument<bool>(std::string(asText(record->bytes)), {}, read);
}

} // namespace

bool looksLikePt2(Bytes file)
{
    if (!looksLikeZip(file))
        return false;
    const auto zip = ZipReader::open(file, {});
    if (!zip)
        return false;
    return textOf(*zip, "archive_format") == "pt2" || zip->findBelowRoot(modelRecord) || zip->find(oldModel);
}

base::Result<Pt2Network> readPt2(Bytes file, const std::string &where)
{
    const auto zip = ZipReader::open(file, where);
    if (!zip)
        return zip.problem();
    if (const base::Status layout = checkLayout(*zip, where); !layout)
        return layout.problem();
    const auto text = textRecord(*zip, modelRecord, where);
    if (!text)
        return text.problem();
    const auto payloads = Payloads::read(*zip, where);
    if (!payloads)
        return payloads.problem();
    graph::JsonLimits limits;
    limits.depth = 64;
    limits.keys = 20'000;
    auto network = graph::readDocument<Pt2Network>(*text, limits, [&](const JsonReader &json) {
        return ProgramReader(*payloads, file.size()).read(json);
    });
    if (!network)
        return inRecord(network.problem(), modelRecord, where);
    addMetadata(*zip, network->metadata);
    return network;
}

} // namespace espalier::wire
