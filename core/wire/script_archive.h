// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/pickle.h"
#include "wire/script.h"
#include "wire/torch_save.h"
#include "wire/zip_reader.h"

#include <memory>
#include <optional>

namespace espalier::wire {

/// A pickle of an archive with the bytes of its storages.
struct StoredPickle
{
    Pickle pickle;
    std::vector<Bytes> storages; ///< by index; empty where only shapes were asked for

    StoredTensor tensor(std::size_t index) const;
};

struct ScriptInput
{
    std::vector<std::int64_t> shape;
    graph::DType dtype = graph::DType::Float32;
};

/// What torch.jit.save wrote, taken apart: the module as a pickle, the constants, the code by file, and the
/// shapes of the tensors that it was traced with. Views into the file, which must outlive it. Any thread.
class ScriptArchive
{
public:
    /// Every size, offset and count is checked; code is parsed when it is asked for, and never run.
    static base::Result<ScriptArchive> open(Bytes file, const std::string &where);

    const StoredPickle &module() const { return m_module; }
    /// Of constants.pkl: a tuple of tensors, "CONSTANTS.c0" is the first.
    const StoredPickle &constants() const { return m_constants; }
    /// Arguments of the forward that was traced; empty if it was scripted.
    const std::vector<ScriptInput> &tracedInputs() const { return m_traced; }
    /// Content of a file that was saved with it (_extra_files); nothing if there is none.
    std::optional<std::string> extra(const std::string &name) const;

    /// The file that defines "__torch__.a.b.Name", parsed once. NotFound naming it if the archive lacks it.
    base::Result<std::shared_ptr<const ScriptFile>> fileOf(const std::string &qualified);

private:
    std::string m_where;
    StoredPickle m_module;
    StoredPickle m_constants;
    std::vector<ScriptInput> m_traced;
    std::shared_ptr<const ZipReader> m_zip;
    std::map<std::string, std::shared_ptr<const ScriptFile>> m_parsed; ///< by record
    std::size_t m_bytesLeft = 0;                                       ///< of code that may still be parsed
};

/// A zip archive with code and constants, as torch.jit.save writes it.
bool looksLikeTorchScript(Bytes file);

} // namespace espalier::wire
