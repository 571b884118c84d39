// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/foreign.h"

#include "base/text.h"
#include "wire/zip_reader.h"

#include <algorithm>
#include <string>

namespace espalier::wire {

namespace {

constexpr std::string_view export_
    = "Open a .pt2 (torch.export), TorchScript, ONNX, safetensors or torch.save file.";
constexpr std::string_view again = "Copy or download it again completely.";

struct Signature {
    std::string_view prefix;
    std::string_view what;
    std::string_view remedy;
};

constexpr Signature signatures[] = {
    {"version https://git-lfs.github.com", "The file is a Git LFS pointer, not the data.",
     "Fetch the data with 'git lfs pull'."},
    {"<!DOCTYPE", "The file is a web page: the download went wrong.", "Download the file itself."},
    {"<!doctype", "The file is a web page: the download went wrong.", "Download the file itself."},
    {"<html", "The file is a web page: the download went wrong.", "Download the file itself."},
    {"\x89HDF", "The file is HDF5, as Keras writes it.", "Convert the model to ONNX first."},
    {"GGUF", "The file is a GGUF language model.", export_},
    {"\x93NUMPY", "The file is a NumPy array.", export_},
    {"\x89PNG", "The file is a PNG image.", export_},
    {"\xff\xd8\xff", "The file is a JPEG image.", export_},
    {"SQLite format 3", "The file is an SQLite database.", "Open the run folder that it lies in."},
    {"\x1f\x8b", "The file is compressed with gzip.", "Unpack it first."},
    {"\x28\xb5\x2f\xfd", "The file is compressed with zstd.", "Unpack it first."},
    {"7z\xbc\xaf", "The file is a 7z archive.", "Unpack it first."},
    {"\x7f" "ELF", "The file is a program or library.", export_},
    {"%PDF", "The file is a PDF document.", export_},
};

base::Problem describeZip(Bytes file, const std::string &where)
{
    const auto zip = ZipReader::open(file, where);
    if (!zip)
        return zip.problem();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < zip->records().size() && i < 64; ++i)
        names.push_back(zip->records()[i].name);
    return malformed(where, base::cat("The file is a zip archive, but not of a model; it holds: ",
                                      base::listNames(names), "."), std::string(export_));
}

bool isPickle(Bytes file)
{
    return file.size() >= 2 && file[0] == std::byte{0x80} && file[1] >= std::byte{2} && file[1] <= std::byte{5};
}

bool isTar(Bytes file)
{
    return file.size() >= 512 && asText(file.subspan(257, 5)) == "ustar";
}

bool isText(Bytes file)
{
    const std::string_view head = asText(file.first(std::min<std::size_t>(file.size(), 256)));
    return std::all_of(head.begin(), head.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\r' || c == '\t';
    });
}

} // namespace

base::Problem describeForeign(Bytes file, const std::string &where)
{
    if (file.empty())
        return malformed(where, "The file is empty.", std::string(again));
    for (const Signature &signature : signatures) {
        if (startsWith(file, signature.prefix))
            return malformed(where, std::string(signature.what), std::string(signature.remedy));
    }
    if (looksLikeZip(file))
        return describeZip(file, where);
    if (isTar(file))
        return malformed(where, "The file is a tar archive.",
                         "Unpack it first; if PyTorch 0.1 wrote it, load and save it with a newer PyTorch.");
    if (isPickle(file))
        return malformed(where, "The file is a bare Python pickle, not one that torch.save wrote.",
                         "In Python, save the weights with torch.save(model.state_dict(), 'weights.pth').");
    if (isText(file))
        return malformed(where, "The file is text, but none that is known here.", std::string(export_));
    const bool zeros = std::all_of(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                       file.size(), 64)), [](std::byte b) { return b == std::byte{0}; });
    if (zeros)
        return malformed(where, "The file begins with zeros: a download that did not finish.", std::string(again));
    return malformed(where, "The file is of no kind that is known here.", std::string(export_));
}

} // namespace espalier::wire
