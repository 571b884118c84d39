// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/refusal.h"

#include "base/translate.h"

namespace espalier::formats::onnx {

void refuse(std::string what, std::string remedy)
{
    if (remedy.empty())
        remedy = ESP_TR("Engine", "Export the model in another way, or to another format.");
    throw Refusal{{base::ProblemCode::Unsupported, std::move(what), "", std::move(remedy)}};
}

void refuseBroken(std::string what)
{
    throw Refusal{
        {base::ProblemCode::Malformed, std::move(what), "",
         ESP_TR("Engine",
                "The file is damaged or was not written by a sound exporter: export the model again.")}};
}

} // namespace espalier::formats::onnx
