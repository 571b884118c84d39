// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/torchscript/module_table.h"

#include "base/text.h"
#include "formats/tensor_io.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <set>

namespace espalier::formats::torchscript {

using wire::PickleKind;
using wire::PickleNode;

namespace {

constexpr int deepestList = 16;
constexpr std::size_t mostItems = 1'000'000;
constexpr std::size_t longestName = 1000;

std::string joined(const std::string &path, const std::string &name)
{
    return path.empty() ? name : base::cat(path, ".", name);
}

std::string_view prefixOf(const std::string &name)
{
    return std::string_view(name).substr(0, name.rfind('.') + 1);
}

/// The only element of a tensor of no axes, or of one.
std::optional<Scalar> elementOf(const at::Tensor &tensor)
{
    if (tensor.numel() != 1 || tensor.dim() > 0)
        return std::nullopt;
    if (tensor.scalar_type() == at::kBool)
        return Scalar(tensor.item<bool>());
    if (at::isFloatingType(tensor.scalar_type()))
        return Scalar(tensor.item<double>());
    return Scalar(Dual(tensor.item<std::int64_t>()));
}

} // namespace

ModuleTable::ModuleTable(wire::ScriptArchive &archive, std::shared_ptr<const base::MappedFile> file,
                         GraphDraft &draft)
    : m_archive(archive), m_file(std::move(file)), m_draft(draft)
{
    walk();
}

const PickleNode *ModuleTable::state(const ModuleValue &module) const
{
    const wire::Pickle &pickle = m_archive.module().pickle;
    const std::int64_t state = pickle.node(module.node).integer;
    if (state < 0 || pickle.node(static_cast<std::uint32_t>(state)).kind != PickleKind::Dict)
        return nullptr;
    return &pickle.node(static_cast<std::uint32_t>(state));
}

/// Depth first, in the file's order, without recursion: a file may nest as deep as it likes.
void ModuleTable::walk()
{
    const wire::Pickle &pickle = m_archive.module().pickle;
    const std::string type = pickle.node(pickle.node(pickle.root).items[0]).text;
    m_root = std::make_shared<const ModuleValue>(ModuleValue{pickle.root, type, ""});
    m_modules.emplace(pickle.root, m_root);
    std::vector<ModulePointer> open{m_root};
    while (!open.empty()) {
        const ModulePointer module = open.back();
        open.pop_back();
        visit(module, open);
    }
    for (const auto &[key, place] : m_places)
        m_byName.emplace(place.name, &place);
}

void ModuleTable::visit(const ModulePointer &module, std::vector<ModulePointer> &open)
{
    const wire::Pickle &pickle = m_archive.module().pickle;
    const PickleNode *attributes = state(*module);
    const std::size_t first = open.size();
    for (std::size_t i = 0; attributes && i + 1 < attributes->items.size(); i += 2) {
        const std::string &name = pickle.node(attributes->items[i]).text;
        const std::uint32_t index = attributes->items[i + 1];
        const PickleNode &value = pickle.node(index);
        const std::string path = joined(module->path, name);
        if (path.size() > longestName)
            fail(base::ProblemCode::Malformed, "Modules are nested too deeply.", "Export the model again.");
        if (value.kind == PickleKind::Object && !m_modules.contains(index)) {
            const std::string type = pickle.node(value.items[0]).text;
            const auto child = std::make_shared<const ModuleValue>(ModuleValue{index, type, path});
            m_modules.emplace(index, child);
            open.push_back(child);
        } else if (value.kind == PickleKind::Tensor) {
            const auto tensor = static_cast<std::size_t>(value.integer);
            const auto [it, isNew] = m_places.emplace(keyOf(tensor), Place{path, module, name, tensor});
            if (isNew)
                m_order.push_back(&it->second);
        }
    }
    std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
}

ModuleTable::Key ModuleTable::keyOf(std::size_t index) const
{
    const wire::PickleTensor &tensor = m_archive.module().pickle.tensors[index];
    return {tensor.storage, tensor.offset, tensor.shape, tensor.stride};
}

Value ModuleTable::attribute(const ModuleValue &module, const std::string &name)
{
    if (name == "training")
        return false;
    const wire::Pickle &pickle = m_archive.module().pickle;
    const PickleNode *attributes = state(module);
    for (std::size_t i = 0; attributes && i + 1 < attributes->items.size(); i += 2) {
        if (pickle.node(attributes->items[i]).text != name)
            continue;
        const std::uint32_t index = attributes->items[i + 1];
        if (const auto child = m_modules.find(index); child != m_modules.end())
            return child->second;
        return convert(pickle.node(index), 0);
    }
    fail(base::ProblemCode::Malformed,
         base::cat("The module '", module.path, "' has no attribute '", name, "'."),
         "Copy or download the file again completely.");
}

Value ModuleTable::convert(const PickleNode &node, int depth)
{
    const wire::Pickle &pickle = m_archive.module().pickle;
    if (++m_converted > mostItems || depth > deepestList)
        unsupported("An attribute of a module is too large.");
    switch (node.kind) {
    case PickleKind::None:
        return {};
    case PickleKind::Bool:
        return node.integer != 0;
    case PickleKind::Integer:
        return Dual(node.integer);
    case PickleKind::Real:
        return node.real;
    case PickleKind::String:
        return node.text;
    case PickleKind::Tensor:
        return tensor(static_cast<std::size_t>(node.integer));
    case PickleKind::Tuple:
    case PickleKind::List: {
        std::vector<Value> items;
        for (const std::uint32_t item : node.items)
            items.push_back(convert(pickle.node(item), depth + 1));
        return node.kind == PickleKind::List ? makeList(std::move(items)) : makeTuple(std::move(items));
    }
    case PickleKind::Dict: {
        auto dict = std::make_shared<DictValue>();
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2)
            dict->items.emplace_back(convert(pickle.node(node.items[i]), depth + 1),
                                     convert(pickle.node(node.items[i + 1]), depth + 1));
        return dict;
    }
    default:
        unsupported("An attribute of a module is of a kind that is not read.");
    }
}

bool ModuleTable::isParameter(const Place &place)
{
    const wire::ScriptFile &file = fileOf(place.owner->type);
    const wire::ScriptClass &type = classOf(*place.owner);
    const auto list = type.constants.find("__parameters__");
    if (list == type.constants.end())
        return false;
    for (const wire::ExpressionId item : file.at(list->second).items)
        if (file.at(item).text == place.attribute)
            return true;
    return false;
}

Value ModuleTable::tensor(std::size_t index)
{
    const Place &place = m_places.at(keyOf(index));
    if (const auto known = m_tensors.find(place.name); known != m_tensors.end())
        return known->second;
    at::Tensor tensor = mappedTensor(m_archive.module().tensor(place.tensor), m_file);
    const bool trainable = at::isFloatingType(tensor.scalar_type()) && isParameter(place);
    const auto kind = trainable ? graph::ValueKind::Parameter : graph::ValueKind::Buffer;
    const TensorValue value = m_draft.addStored(kind, place.name, std::move(tensor));
    m_tensors.emplace(place.name, value);
    return value;
}

Value ModuleTable::constant(std::size_t index)
{
    const wire::Pickle &pickle = m_archive.constants().pickle;
    const PickleNode &list = pickle.node(pickle.root);
    if (list.kind != PickleKind::Tuple || index >= list.items.size() ||
        pickle.node(list.items[index]).kind != PickleKind::Tensor)
        fail(base::ProblemCode::Malformed, base::cat("The constant c", index, " is missing."),
             "Copy or download the file again completely.");
    std::string name = base::cat("constant_", index);
    if (const auto known = m_tensors.find(name); known != m_tensors.end() && !m_weightUses.contains(index))
        return known->second;
    at::Tensor tensor = toTensor(
        m_archive.constants().tensor(static_cast<std::size_t>(pickle.node(list.items[index]).integer)));
    const bool isWeight = isFrozen() && tensor.dim() > 0 && at::isFloatingType(tensor.scalar_type());
    // Freezing made one constant of all that are equal: weights of different layers, which would be tied here.
    if (const int use = isWeight ? ++m_weightUses[index] : 1; use > 1) {
        name += base::cat("_", use);
        tensor = tensor.clone();
    }
    TensorValue value =
        m_draft.addStored(isWeight ? graph::ValueKind::Parameter : graph::ValueKind::Constant, name, tensor);
    value.known = elementOf(tensor);
    m_tensors.emplace(name, value);
    return value;
}

void ModuleTable::keepCounter(GraphDraft &draft, const std::string &used)
{
    if (!used.ends_with("running_mean"))
        return;
    const auto counter = m_byName.find(std::string(prefixOf(used)) + "num_batches_tracked");
    if (counter == m_byName.end())
        return;
    const Place &place = *counter->second;
    draft.addStored(graph::ValueKind::Buffer, place.name, toTensor(m_archive.module().tensor(place.tensor)));
}

const wire::ScriptFile &ModuleTable::fileOf(const std::string &qualified)
{
    const auto file = m_archive.fileOf(qualified);
    if (!file)
        throw ScriptFailure{file.problem()};
    return **file;
}

const wire::ScriptClass &ModuleTable::classOf(const ModuleValue &module)
{
    const wire::ScriptFile &file = fileOf(module.type);
    const auto found = file.classes.find(module.type.substr(module.type.rfind('.') + 1));
    if (found == file.classes.end())
        fail(base::ProblemCode::Malformed, base::cat("The class ", module.type, " is not defined."),
             "Copy or download the file again completely.");
    return found->second;
}

std::vector<std::pair<std::string, std::vector<std::int64_t>>> ModuleTable::weightShapes() const
{
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes;
    for (const Place *place : m_order)
        if (place->attribute.starts_with("weight"))
            shapes.emplace_back(place->attribute, m_archive.module().pickle.tensors[place->tensor].shape);
    return shapes;
}

std::vector<std::int64_t> ModuleTable::frozenChannels() const
{
    std::set<std::int64_t> found;
    for (const wire::PickleTensor &tensor : m_archive.constants().pickle.tensors)
        if (tensor.shape.size() == 4)
            found.insert(tensor.shape[1]);
    std::vector<std::int64_t> channels;
    for (const std::int64_t usual : {3, 1})
        if (found.erase(usual) > 0)
            channels.push_back(usual);
    channels.insert(channels.end(), found.begin(), found.end());
    constexpr std::size_t most = 6;
    channels.resize(std::min(channels.size(), most));
    return channels;
}

} // namespace espalier::formats::torchscript
