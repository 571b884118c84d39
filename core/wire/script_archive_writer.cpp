// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/script_archive_writer.h"

#include "base/text.h"
#include "wire/pickle_writer.h"
#include "wire/zip_writer.h"

namespace espalier::wire {

namespace {

/// An object of the class, then its state: a dictionary of its attributes.
void writeModule(PickleWriter &pickle, const ScriptModuleToWrite &module, const ScriptArchiveToWrite &archive)
{
    pickle.global(module.type);
    pickle.raw(")\x81}(");
    for (const auto &[name, index] : module.tensors) {
        pickle.text(name);
        pickle.tensor(archive.tensors[index], index, archive.trainable[index]);
    }
    pickle.text("training");
    pickle.boolean(false);
    for (const ScriptModuleToWrite &child : module.children) {
        pickle.text(child.name);
        writeModule(pickle, child, archive);
    }
    pickle.raw("ub");
}

} // namespace

void writeScriptArchive(std::ostream &out, const std::string &name, const ScriptArchiveToWrite &archive)
{
    PickleWriter pickle;
    writeModule(pickle, archive.module, archive);
    pickle.raw(".");
    PickleWriter constants;
    constants.raw(").");

    ZipWriter zip(out, name);
    zip.add("data.pkl", pickle.bytes());
    zip.add("byteorder", "little");
    for (std::size_t i = 0; i < archive.tensors.size(); ++i)
        zip.add(base::cat("data/", i), archive.tensors[i].bytes);
    for (const auto &[path, text] : archive.code)
        zip.add("code/" + path, text);
    for (const auto &[file, text] : archive.extra)
        zip.add("extra/" + file, text);
    zip.add("constants.pkl", constants.bytes());
    zip.add("version", "10\n"); // operators as they are since PyTorch 1.12: gelu knows "approximate", div divides
    zip.finish();
}

} // namespace espalier::wire
