// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/script_text.h"

#include "base/text.h"
#include "formats/python/python_text.h"
#include "model/node_schema.h"
#include "model/scalar_type.h"

#include <ATen/core/jit_type.h>

#include <algorithm>
#include <cmath>

namespace espalier::formats::torchscript {

namespace {

std::string realText(double value)
{
    if (std::isnan(value))
        return "nan";
    if (std::isinf(value))
        return value > 0 ? "inf" : "-inf";
    std::string text = base::numberText(value);
    return text.find_first_of(".e") == std::string::npos ? text + "." : text;
}

std::string sizeText(graph::Size size, const CallNames &names)
{
    if (!size.timesBatch)
        return base::cat(size.constant);
    return size.constant == 1 ? names.batch : base::cat("torch.mul(", names.batch, ", ", size.constant, ")");
}

template <class Items, class Text>
std::string listText(const Items &items, const char *type, const Text &text)
{
    std::vector<std::string> parts;
    for (const auto &item : items)
        parts.push_back(text(item));
    const std::string list = base::cat("[", base::join(parts, ", "), "]");
    return parts.empty() ? base::cat("annotate(List[", type, "], [])") : list;
}

/// view(x, [batch, 64]) needs no batch: -1 says the same, where nothing else is left open.
graph::Sizes withoutBatch(const graph::Sizes &sizes)
{
    const auto isOpen = [](graph::Size size) { return size.timesBatch || size.constant == -1; };
    graph::Sizes out = sizes;
    if (std::count_if(sizes.begin(), sizes.end(), isOpen) == 1)
        *std::find_if(out.begin(), out.end(), isOpen) = {-1, false};
    return out;
}

bool takesOpenSize(const graph::Node &node)
{
    return node.op == "aten::view" || node.op == "aten::reshape";
}

struct ArgumentText
{
    const graph::Node &node;
    const c10::Argument &wanted;
    const CallNames &names;

    bool takesReal() const { return wanted.real_type()->str().find("float") != std::string::npos; }

    std::string operator()(std::monostate) const { return "None"; }
    std::string operator()(bool flag) const { return flag ? "True" : "False"; }
    std::string operator()(graph::Size size) const
    {
        return takesReal() && !size.timesBatch ? realText(static_cast<double>(size.constant))
                                               : sizeText(size, names);
    }
    std::string operator()(double number) const { return realText(number); }
    std::string operator()(const std::string &text) const
    {
        const bool device = wanted.real_type()->str().find("Device") != std::string::npos;
        return device ? base::cat("torch.device(", pythonString(text), ")") : pythonString(text);
    }
    std::string operator()(graph::DType type) const
    {
        return base::cat(static_cast<int>(model::toScalarType(type)));
    }
    std::string operator()(graph::ValueId id) const { return id.isValid() ? names.value(id) : "None"; }
    std::string operator()(const graph::Sizes &sizes) const
    {
        return listText(takesOpenSize(node) ? withoutBatch(sizes) : sizes, "int",
                        [&](graph::Size size) { return (*this)(size); });
    }
    std::string operator()(const std::vector<double> &numbers) const
    {
        return listText(numbers, "float", realText);
    }
    std::string operator()(const std::vector<bool> &flags) const
    {
        return listText(flags, "bool", [](bool flag) { return std::string(flag ? "True" : "False"); });
    }
    std::string operator()(const std::vector<graph::ValueId> &ids) const
    {
        const bool optional = wanted.real_type()->str().find("Optional") != std::string::npos ||
                              wanted.real_type()->str().find("?") != std::string::npos;
        const std::string list = listText(ids, "Tensor", *this);
        return optional ? base::cat("annotate(List[Optional[Tensor]], ", list, ")") : list;
    }
};

std::string defaultText(const c10::Argument &argument)
{
    if (!argument.default_value() || argument.default_value()->isNone())
        return "None";
    const c10::IValue &value = *argument.default_value();
    if (value.isBool())
        return value.toBool() ? "True" : "False";
    if (value.isInt())
        return base::cat(value.toInt());
    if (value.isDouble())
        return realText(value.toDouble());
    if (value.isString())
        return pythonString(value.toStringRef());
    return value.isIntList()
               ? listText(value.toIntVector(), "int", [](std::int64_t each) { return base::cat(each); })
               : "None";
}

} // namespace

std::string callText(const graph::Node &node, const c10::FunctionSchema &schema, const CallNames &names)
{
    const auto &wanted = schema.arguments();
    std::size_t positional = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i].kwarg_only() && (node.find(wanted[i].name()) || !wanted[i].default_value() ||
                                        model::isTrainingFlag(node, wanted[i].name())))
            positional = i + 1;
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const graph::Argument *given = node.find(wanted[i].name());
        if (i >= positional && !given)
            continue;
        std::string text =
            given ? std::visit(ArgumentText{node, wanted[i], names}, *given) : defaultText(wanted[i]);
        if (model::isTrainingFlag(node, wanted[i].name()))
            text = "self.training";
        parts.push_back(wanted[i].kwarg_only() ? base::cat(wanted[i].name(), "=", text) : text);
    }
    const std::size_t colons = node.op.find("::");
    const std::string space = node.op.substr(0, colons), name = node.op.substr(colons + 2);
    return base::cat(space == "aten" ? "torch." : base::cat("ops.", space, "."), name, "(",
                     base::join(parts, ", "), ")");
}

std::string returnType(const c10::FunctionSchema &schema)
{
    std::vector<std::string> types;
    for (const c10::Argument &result : schema.returns())
        types.push_back(result.real_type()->kind() == c10::TypeKind::ListType ? "List[Tensor]" : "Tensor");
    return types.size() == 1 ? types[0] : base::cat("Tuple[", base::join(types, ", "), "]");
}

bool needsBatch(const graph::Node &node)
{
    const auto depends = [](graph::Size size) { return size.timesBatch; };
    for (const graph::NamedArgument &argument : node.arguments) {
        if (const auto *size = std::get_if<graph::Size>(&argument.value); size && depends(*size))
            return true;
        const auto *sizes = std::get_if<graph::Sizes>(&argument.value);
        if (!sizes)
            continue;
        const graph::Sizes written = takesOpenSize(node) ? withoutBatch(*sizes) : *sizes;
        if (std::any_of(written.begin(), written.end(), depends))
            return true;
    }
    return false;
}

std::string memberText(const std::string &base, const std::string &dotted)
{
    std::string out = base;
    for (const std::string &part : base::split(dotted, '.')) {
        out = isPythonName(part) ? base::cat(out, ".", part)
                                 : base::cat("getattr(", out, ", ", pythonString(part), ")");
    }
    return out;
}

} // namespace espalier::formats::torchscript
