// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "wire/onnx.h"

namespace espalier::fuzz {

FuzzTarget makeOnnxEntry()
{
    return {"onnx", [](wire::Bytes file) {
                (void)wire::looksLikeOnnx(file);
                const auto model = wire::parseOnnx(file, "f");
                if (!model)
                    return;
                for (const wire::OnnxTensor &tensor : model->graph.initializers)
                    touch(tensor.bytes());
                for (const wire::OnnxNode &node : model->graph.nodes)
                    for (const wire::OnnxAttribute &attribute : node.attributes)
                        if (attribute.tensor)
                            touch(attribute.tensor->bytes());
            },
            Content::Protobuf};
}

} // namespace espalier::fuzz
