// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"
#include "wire/script.h"

namespace espalier::fuzz {

FuzzTarget makeScriptCodeEntry()
{
    return {"script_code", [](wire::Bytes file) {
                if (const auto code = wire::parseScript(wire::asText(file), "f"))
                    for (const wire::Expression &expression : code->expressions)
                        touch(wire::asBytes(expression.text));
            },
            Content::Text};
}

} // namespace espalier::fuzz
