// SPDX-License-Identifier: GPL-3.0-or-later
// Entry points of libFuzzer; ESPALIER_FUZZ_TARGET names the reader.
#include "fuzz/fuzz_target.h"
#include "fuzz/mutate/mutation.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" std::size_t LLVMFuzzerMutate(unsigned char *data, std::size_t size, std::size_t maxSize);

namespace {

using namespace espalier;

fuzz::FuzzTarget target;

std::string changedBytes(std::string bytes)
{
    const std::size_t size = bytes.size();
    bytes.resize(size + 64);
    bytes.resize(LLVMFuzzerMutate(reinterpret_cast<unsigned char *>(bytes.data()), size, bytes.size()));
    return bytes;
}

std::optional<std::string> changed(const std::string &file, unsigned seed)
{
    fuzz::MutationSource source{std::minstd_rand(seed), changedBytes};
    if (source.oneIn(16))
        return std::nullopt;
    switch (target.content) {
    case fuzz::Content::Text: return fuzz::mutateText(file, source);
    case fuzz::Content::Protobuf: return fuzz::mutateProtobuf(file, source);
    case fuzz::Content::Archive: return fuzz::mutateArchive(file, source);
    case fuzz::Content::Bytes: break;
    }
    return std::nullopt;
}

} // namespace

extern "C" int LLVMFuzzerInitialize(int *, char ***)
{
    const char *wanted = std::getenv("ESPALIER_FUZZ_TARGET");
    for (const fuzz::FuzzTarget &each : fuzz::allFuzzTargets()) {
        if (wanted && each.name == wanted)
            target = each;
        else if (!wanted)
            std::printf("%s\n", each.name.c_str());
    }
    if (target.run)
        return 0;
    std::fprintf(stderr, "ESPALIER_FUZZ_TARGET must name a reader%s%s.\n", wanted ? "; there is no " : "", wanted ? wanted : "");
    std::exit(wanted ? 2 : 0);
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    target.run(std::as_bytes(std::span(data, size)));
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(unsigned char *data, std::size_t size, std::size_t maxSize, unsigned seed)
{
    const auto file = changed(std::string(reinterpret_cast<const char *>(data), size), seed);
    if (!file || file->size() > maxSize)
        return LLVMFuzzerMutate(data, size, maxSize);
    std::copy(file->begin(), file->end(), data);
    return file->size();
}
