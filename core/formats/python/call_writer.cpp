// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/python/call_writer.h"

#include "base/text.h"
#include "formats/python/python_text.h"
#include "model/node_schema.h"

#include <map>

namespace espalier::formats {

namespace {

using graph::Argument;
using graph::Node;

/// ATen's numbers for memory formats (c10/core/MemoryFormat.h) and layouts.
std::string memoryFormat(std::int64_t number)
{
    static constexpr const char *names[] = {"contiguous_format", "preserve_format", "channels_last", "channels_last_3d"};
    return number >= 0 && number < 4 ? base::cat("torch.", names[number]) : base::cat(number);
}

struct ArgumentText {
    const PythonValue &value;
    const std::string &name;

    std::string operator()(std::monostate) const { return "None"; }
    std::string operator()(bool flag) const { return pythonBool(flag); }
    std::string operator()(graph::Size size) const
    {
        if (name == "memory_format")
            return memoryFormat(size.constant);
        return name == "layout" && size.constant == 0 ? "torch.strided" : pythonSize(size);
    }
    std::string operator()(double number) const { return pythonFloat(number); }
    std::string operator()(const std::string &text) const { return pythonString(text); }
    std::string operator()(graph::DType type) const { return pythonType(type); }
    std::string operator()(graph::ValueId id) const { return id.isValid() ? value(id) : "None"; }
    std::string operator()(const graph::Sizes &sizes) const { return list(sizes, pythonSize); }
    std::string operator()(const std::vector<double> &numbers) const { return list(numbers, pythonFloat); }
    std::string operator()(const std::vector<bool> &flags) const { return list(flags, pythonBool); }
    std::string operator()(const std::vector<graph::ValueId> &ids) const { return list(ids, *this); }

    template <class Items, class Text>
    static std::string list(const Items &items, const Text &text)
    {
        std::vector<std::string> parts;
        for (const auto &item : items)
            parts.push_back(text(item));
        return "[" + base::join(parts, ", ") + "]";
    }
};

class CallWriter {
public:
    CallWriter(const Node &node, const PythonValue &value) : m_node(node), m_value(value) { }

    std::string write() const
    {
        static const std::map<std::string, std::string (CallWriter::*)() const> idioms{
            {"aten::add.Tensor", &CallWriter::sum},         {"aten::sub.Tensor", &CallWriter::difference},
            {"aten::mul.Tensor", &CallWriter::product},     {"aten::hardtanh.", &CallWriter::hardtanh},
            {"aten::slice.Tensor", &CallWriter::slice},     {"aten::adaptive_avg_pool2d.", &CallWriter::adaptivePool},
            {"aten::relu.", &CallWriter::unary},            {"aten::sigmoid.", &CallWriter::unary},
            {"aten::tanh.", &CallWriter::unary},            {"aten::flatten.using_ints", &CallWriter::flatten},
            {"aten::cat.", &CallWriter::concatenation},
        };
        const std::string name = m_node.op + "." + m_node.overload;
        if (const auto idiom = idioms.find(name); idiom != idioms.end())
            if (std::string text = (this->*idiom->second)(); !text.empty())
                return text;
        if (const auto function = functions().find(name); function != functions().end())
            return functionCall(function->second);
        return operatorCall();
    }

private:
    /// Functions of Python that take the operator's arguments under the operator's names, but for the first.
    static const std::map<std::string, std::string> &functions()
    {
        static const std::map<std::string, std::string> table{
            {"aten::max_pool2d.", "F.max_pool2d"}, {"aten::avg_pool2d.", "F.avg_pool2d"}, {"aten::pad.", "F.pad"},
            {"aten::dropout.", "F.dropout"},       {"aten::silu.", "F.silu"},             {"aten::gelu.", "F.gelu"},
            {"aten::hardswish.", "F.hardswish"},   {"aten::hardsigmoid.", "F.hardsigmoid"}, {"aten::softmax.int", "F.softmax"},
            {"aten::mean.dim", "torch.mean"},      {"aten::permute.", "torch.permute"},   {"aten::matmul.", "torch.matmul"},
            {"aten::transpose.int", "torch.transpose"},
        };
        return table;
    }

    bool onlyHas(std::initializer_list<std::string_view> names) const
    {
        for (const graph::NamedArgument &argument : m_node.arguments)
            if (std::find(names.begin(), names.end(), argument.name) == names.end())
                return false;
        return true;
    }

    std::string text(const std::string &name) const
    {
        const Argument *argument = m_node.find(name);
        return argument ? std::visit(ArgumentText{m_value, name}, *argument) : std::string();
    }

    /// Empty if other arguments, such as alpha, say more than the sign does.
    std::string infix(const char *sign) const
    {
        return onlyHas({"self", "other"}) ? base::cat(text("self"), " ", sign, " ", text("other")) : std::string();
    }
    std::string sum() const { return infix("+"); }
    std::string difference() const { return infix("-"); }
    std::string product() const { return infix("*"); }

    std::string unary() const
    {
        return onlyHas({"self"}) ? base::cat("torch.", m_node.op.substr(6), "(", text("self"), ")") : std::string();
    }

    std::string hardtanh() const
    {
        if (text("min_val") == "0.0" && text("max_val") == "6.0")
            return base::cat("F.relu6(", text("self"), ")");
        return {};
    }

    std::string flatten() const
    {
        if (!onlyHas({"self", "start_dim"}))
            return {};
        return base::cat("torch.flatten(", text("self"), m_node.find("start_dim") ? ", " + text("start_dim") : "", ")");
    }

    std::string concatenation() const
    {
        return base::cat("torch.cat(", text("tensors"), ", dim=", m_node.find("dim") ? text("dim") : "0", ")");
    }

    std::string adaptivePool() const
    {
        const Argument *argument = m_node.find("output_size");
        const auto *sizes = argument ? std::get_if<graph::Sizes>(argument) : nullptr;
        const bool square = sizes && sizes->size() == 2 && (*sizes)[0] == (*sizes)[1] && !(*sizes)[0].timesBatch;
        return square ? base::cat("F.adaptive_avg_pool2d(", text("self"), ", ", (*sizes)[0].constant, ")") : std::string();
    }

    /// "x[:, :, ::2]"
    std::string slice() const
    {
        const Argument *dim = m_node.find("dim");
        const auto *axis = dim ? std::get_if<graph::Size>(dim) : nullptr;
        if (dim && (!axis || axis->timesBatch || axis->constant < 0 || axis->constant > 8))
            return {};
        std::string index;
        for (std::int64_t i = 0; axis && i < axis->constant; ++i)
            index += ":, ";
        const std::string start = bound("start"), end = bound("end"), step = bound("step");
        index += start + ":" + end + (step.empty() || step == "1" ? "" : ":" + step);
        return base::cat(text("self"), "[", index, "]");
    }

    /// Empty for what Python leaves out: None, absent, and "to the end" as exporters write it.
    std::string bound(const std::string &name) const
    {
        const Argument *argument = m_node.find(name);
        const auto *size = argument ? std::get_if<graph::Size>(argument) : nullptr;
        return size && size->constant != INT64_MAX ? pythonSize(*size) : std::string();
    }

    std::string functionCall(const std::string &function) const
    {
        std::vector<std::string> parts;
        for (const graph::NamedArgument &argument : m_node.arguments) {
            if (parts.empty())
                parts.push_back(text(argument.name));
            else if (model::isTrainingFlag(m_node, argument.name))
                parts.push_back("training=self.training");
            else
                parts.push_back(argument.name + "=" + text(argument.name));
        }
        return base::cat(function, "(", base::join(parts, ", "), ")");
    }

    std::string operatorCall() const
    {
        const std::size_t colons = m_node.op.find("::");
        const std::string name = colons == std::string::npos
            ? m_node.op : m_node.op.substr(0, colons) + "." + m_node.op.substr(colons + 2);
        std::vector<std::string> parts;
        for (const graph::NamedArgument &argument : m_node.arguments) {
            std::string written = model::isTrainingFlag(m_node, argument.name) ? "self.training" : text(argument.name);
            const bool positional = parts.empty() && argument.name == "self"; // as a keyword it is the callee's own
            parts.push_back(positional ? std::move(written) : argument.name + "=" + written);
        }
        return base::cat("torch.ops.", name, ".", m_node.overload.empty() ? "default" : m_node.overload, "(",
                         base::join(parts, ", "), ")");
    }

    const Node &m_node;
    const PythonValue &m_value;
};

} // namespace

std::string pythonCall(const Node &node, const PythonValue &value)
{
    return CallWriter(node, value).write();
}

} // namespace espalier::formats
