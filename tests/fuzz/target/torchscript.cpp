// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "wire/script_archive.h"

namespace espalier::fuzz {

FuzzTarget makeTorchscriptEntry()
{
    return {"torchscript", [](wire::Bytes file) {
                auto archive = wire::ScriptArchive::open(file, "f");
                if (!archive)
                    return;
                for (const wire::StoredPickle *stored : {&archive->module(), &archive->constants()})
                    for (std::size_t i = 0; i < stored->pickle.tensors.size(); ++i)
                        touch(stored->tensor(i));
                const wire::Pickle &pickle = archive->module().pickle;
                for (const wire::PickleNode &node : pickle.nodes)
                    if (node.kind == wire::PickleKind::Object)
                        (void)archive->fileOf(pickle.node(node.items[0]).text);
            },
            Content::Archive};
}

} // namespace espalier::fuzz
