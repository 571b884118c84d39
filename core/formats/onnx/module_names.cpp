// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/module_names.h"

#include "base/text.h"

#include <algorithm>
#include <cctype>

namespace espalier::formats::onnx {

namespace {

constexpr const char *scopesKey = "pkg.torch.onnx.name_scopes";

bool isWordCharacter(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The texts between quotes of a Python list.
std::vector<std::string> quoted(const std::string &text)
{
    std::vector<std::string> parts;
    for (std::size_t at = text.find('\''); at != std::string::npos; at = text.find('\'', at)) {
        const std::size_t end = text.find('\'', at + 1);
        if (end == std::string::npos)
            break;
        parts.push_back(text.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return parts;
}

std::vector<std::string> scopesOf(const wire::OnnxNode &node)
{
    const auto found = node.metadata.find(scopesKey);
    return found == node.metadata.end() ? std::vector<std::string>() : quoted(found->second);
}

/// "/layer1/layer1.0/conv1/Conv": children of a sequence repeat their parent's name.
std::string fromSlashes(const std::string &name)
{
    std::vector<std::string> parts = base::split(name.substr(1), '/');
    std::string path;
    std::string last;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (parts[i].starts_with(last + ".") && path.ends_with(last))
            path.resize(path.size() - last.size());
        else if (!path.empty())
            path += '.';
        path += parts[i];
        last = parts[i];
    }
    return path;
}

bool isNumbered(const std::string &name, std::string_view prefix)
{
    return name.starts_with(prefix) && name.size() > prefix.size() &&
           std::all_of(name.begin() + static_cast<std::ptrdiff_t>(prefix.size()), name.end(),
                       [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

} // namespace

std::string moduleOf(const wire::OnnxNode &node)
{
    if (const auto scopes = scopesOf(node); scopes.size() >= 2)
        return scopes[scopes.size() - 2].starts_with('_') ? std::string() : scopes[scopes.size() - 2];
    if (node.name.starts_with('/'))
        return fromSlashes(node.name);
    const std::string path = node.name.substr(0, node.name.find('/'));
    const bool ours = path.find('.') != std::string::npos || node.name.size() > path.size();
    return ours || !isNumbered(path, node.op + "_") ? (path.starts_with("node_") ? std::string() : path)
                                                    : std::string();
}

std::string sourceOperator(const wire::OnnxNode &node)
{
    const auto scopes = scopesOf(node);
    return scopes.empty() ? std::string() : scopes.back();
}

bool isDottedName(const std::string &name)
{
    if (name.empty() ||
        !std::all_of(name.begin(), name.end(), [](char c) { return isWordCharacter(c) || c == '.'; }))
        return false;
    return !isNumbered(name, "val_") && !isNumbered(name, "") && !name.starts_with('.') &&
           !name.ends_with('.');
}

std::string storableName(const std::string &name)
{
    std::string out;
    for (const char c : name)
        if (isWordCharacter(c) || c == '.')
            out += c;
        else if (!out.empty() && out.back() != '.')
            out += '.';
    while (!out.empty() && out.back() == '.')
        out.pop_back();
    return out.empty() ? "constant" : out;
}

std::string ownerOf(const std::string &name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos ? std::string() : name.substr(0, dot);
}

} // namespace espalier::formats::onnx
