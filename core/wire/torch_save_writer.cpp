// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "wire/pickle_writer.h"
#include "wire/zip_writer.h"

namespace espalier::wire {

void writeTorchCheckpoint(std::ostream &out, const std::string &archive, const std::vector<TensorToWrite> &tensors)
{
    PickleWriter pickle;
    pickle.emptyOrderedDict();
    pickle.raw("(");
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        pickle.text(tensors[i].name);
        pickle.tensor(tensors[i], i, false);
    }
    pickle.raw("u.");

    ZipWriter zip(out, archive);
    zip.add("data.pkl", pickle.bytes());
    zip.add("byteorder", "little");
    for (std::size_t i = 0; i < tensors.size(); ++i)
        zip.add(base::cat("data/", i), tensors[i].bytes);
    zip.add("version", "3\n");
    zip.finish();
}

} // namespace espalier::wire
