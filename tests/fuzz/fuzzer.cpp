// SPDX-License-Identifier: GPL-3.0-or-later
// Entry points of libFuzzer; ESPALIER_FUZZ_TARGET names the reader.
#include "fuzz/fuzz_target.h"

#include <cstdio>
#include <cstdlib>

namespace {

void (*reader)(espalier::wire::Bytes) = nullptr;

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    const char *wanted = std::getenv("ESPALIER_FUZZ_TARGET");
    for (const espalier::fuzz::FuzzTarget &target : espalier::fuzz::allFuzzTargets()) {
        if (wanted && target.name == wanted)
            reader = target.run;
        else if (!wanted)
            std::printf("%s\n", target.name.c_str());
    }
    if (reader)
        return 0;
    std::fprintf(stderr, "ESPALIER_FUZZ_TARGET must name a reader%s%s.\n", wanted ? "; there is no " : "", wanted ? wanted : "");
    std::exit(wanted ? 2 : 0);
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    reader(std::as_bytes(std::span(data, size)));
    return 0;
}
