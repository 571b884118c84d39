// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/onnx/graph_import.h"

#include "base/text.h"
#include "base/translate.h"
#include "formats/onnx/dead_calls.h"
#include "formats/onnx/graph_export.h"
#include "formats/onnx/import_rules.h"
#include "formats/onnx/module_names.h"
#include "formats/onnx/refusal.h"
#include "formats/onnx/size_math.h"
#include "model/scalar_type.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace espalier::formats::onnx {

using base::cat;
using graph::Size;
using graph::ValueId;
using wire::OnnxNode;

namespace {

constexpr std::int64_t oldestOpset = 13, newestOpset = 25;

bool isFloating(graph::DType type)
{
    using graph::DType;
    return type == DType::Float32 || type == DType::Float16 || type == DType::BFloat16 ||
           type == DType::Float64;
}

bool isOwnDomain(const std::string &domain)
{
    return domain.empty() || domain == "ai.onnx";
}

} // namespace

GraphImport::GraphImport(const wire::OnnxModel &model, wire::OnnxExternalFiles &files, std::string where)
    : m_model(model), m_files(files), m_where(std::move(where))
{
}

base::Problem GraphImport::located(base::Problem problem) const
{
    problem.where = m_where;
    if (m_node)
        problem.what = cat("Node '", m_node->name, "' (", m_node->op, "): ", problem.what);
    return problem;
}

base::Result<ReadResult> GraphImport::run()
{
    try {
        checkOpset();
        readKinds();
        countReaders();
        addInitializers();
        addInputs();
        translateAll();
        m_node = nullptr;
        return finish();
    } catch (Refusal &refusal) {
        return located(std::move(refusal.problem));
    } catch (const c10::Error &error) {
        return located({base::ProblemCode::Unsupported, error.what_without_backtrace(), "",
                        ESP_TR("Engine", "Export the model in another way, or to another format.")});
    } catch (const std::exception
                 &error) { // of the standard library, on lists that are shorter than they should be
        return located(
            {base::ProblemCode::Malformed, error.what(), "",
             ESP_TR("Engine",
                    "The file is damaged or was not written by a sound exporter: export the model again.")});
    }
}

void GraphImport::checkOpset()
{
    m_opset = m_model.opset();
    if (m_opset < oldestOpset || m_opset > newestOpset)
        refuse(
            cat("The model is of operator set ", m_opset, "; ", oldestOpset, " to ", newestOpset,
                " are read."),
            ESP_TR("Engine",
                   "Export it again with another opset_version, or convert it with onnx.version_converter."));
}

void GraphImport::readKinds()
{
    for (const auto &[key, kind] :
         {std::pair(buffersKey, graph::ValueKind::Buffer), {constantsKey, graph::ValueKind::Constant}})
        if (const auto found = m_model.metadata.find(key); found != m_model.metadata.end())
            for (const std::string &name : base::split(found->second, ','))
                m_kinds[name] = kind;
}

void GraphImport::countReaders()
{
    for (const OnnxNode &node : m_model.graph.nodes) {
        if (node.outputs.empty())
            refuseBroken(cat("Node '", node.name, "' (", node.op, ") gives nothing."));
        for (const std::string &input : node.inputs)
            m_readers[input].push_back(&node);
        for (const std::string &output : node.outputs)
            m_makers[output] = &node;
    }
    for (const wire::OnnxValue &output : m_model.graph.outputs)
        m_outputs.insert(output.name);
}

const OnnxNode *GraphImport::soleReader(const std::string &name) const
{
    const auto found = m_readers.find(name);
    return found != m_readers.end() && found->second.size() == 1 && !m_outputs.contains(name)
               ? found->second.front()
               : nullptr;
}

const OnnxNode *GraphImport::makerOf(const std::string &name) const
{
    const auto found = m_makers.find(name);
    return found == m_makers.end() ? nullptr : found->second;
}

// Numbers that stand alone and whole numbers are arguments of operators rather than weights.
void GraphImport::addInitializers()
{
    for (const wire::OnnxTensor &tensor : m_model.graph.initializers) {
        auto value = std::make_shared<ImportedValue>();
        value->initializer = true;
        value->shape = graph::fixedSizes(tensor.shape);
        checkShape(value->shape);
        value->dtype = tensor.dtype;
        if (isFloating(tensor.dtype) && !tensor.shape.empty())
            value->weight = &tensor;
        else
            value->known = {load(tensor), {}};
        value->known[1] = value->known[0];
        bind(tensor.name, std::move(value));
    }
}

bool GraphImport::hasFixedBatch() const
{
    const auto &inputs = m_model.graph.inputs;
    return std::any_of(inputs.begin(), inputs.end(), [](const wire::OnnxValue &input) {
        return input.shape && input.shape->size() >= 2 && input.shape->front().value >= 1;
    });
}

Size GraphImport::inputSize(const wire::OnnxValue &input, std::size_t axis)
{
    const wire::OnnxSize &size = (*input.shape)[axis];
    if (size.value >= 0 && size.parameter.empty()) {
        const bool free = m_freesBatch && axis == 0 && input.shape->size() >= 2 && size.value >= 1 &&
                          (m_fixedBatch == 0 || m_fixedBatch == size.value);
        m_fixedBatch = free ? size.value : m_fixedBatch;
        return free ? Size{1, true} : Size{size.value, false};
    }
    if (axis == 0 && m_batchName.empty())
        m_batchName = size.parameter.empty() ? "?" : size.parameter;
    if (axis == 0 || size.parameter == m_batchName)
        return {1, true};
    refuse(cat("The input '", input.name, "' leaves axis ", axis, " open",
               size.parameter.empty() ? std::string() : cat(" ('", size.parameter, "')"),
               "; only the batch may be."),
           ESP_TR("Engine", "Export the model with a fixed image size and a dynamic batch."));
}

void GraphImport::addInput(const wire::OnnxValue &input)
{
    if (!input.shape || !input.dtype)
        refuse(cat("The input '", input.name, "' has no shape, or a type that is not read."));
    graph::Sizes shape;
    for (std::size_t axis = 0; axis < input.shape->size(); ++axis)
        shape.push_back(inputSize(input, axis));
    checkShape(shape);
    auto value = std::make_shared<ImportedValue>();
    value->shape = shape;
    value->dtype = *input.dtype;
    value->id = m_builder.addInput(input.name, shape, *input.dtype);
    bind(input.name, std::move(value));
}

void GraphImport::addInputs()
{
    for (const wire::OnnxValue &input : m_model.graph.inputs)
        if (!m_values.contains(input.name)) // old files list their weights, too
            addInput(input);
}

Imported GraphImport::find(const std::string &name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? nullptr : found->second;
}

void GraphImport::bind(const std::string &name, Imported value)
{
    if (name.empty())
        return;
    if (value->name.empty())
        value->name = name;
    m_values[name] = std::move(value); // exporters give a buffer's name to a call's result, too
}

void GraphImport::translate(const OnnxNode &node)
{
    const ImportRule *rule = isOwnDomain(node.domain) ? findImportRule(node.op) : nullptr;
    if (!rule)
        refuse(cat("The operator ", node.domain, node.domain.empty() ? "" : "::", node.op, " is not read."));
    m_module = moduleOf(node);
    ImportStep step(*this, node);
    (*rule)(step);
}

void GraphImport::translateAll()
{
    for (const OnnxNode &node : m_model.graph.nodes) {
        m_node = &node;
        if (!m_skipped.contains(&node))
            translate(node);
    }
}

base::Result<ReadResult> GraphImport::finish()
{
    m_module.clear();
    for (const wire::OnnxValue &output : m_model.graph.outputs) {
        const Imported value = find(output.name);
        if (!value)
            refuseBroken(cat("Nothing gives the output '", output.name, "'."));
        if (m_fixedBatch > 0 && (value->shape.empty() || !value->shape.front().timesBatch))
            refuse(cat("The output '", output.name, "' does not follow the batch."));
        m_builder.addOutput(idOf(value));
    }
    auto graph = std::move(m_builder).finish();
    if (!graph)
        return graph.problem();
    ReadResult result;
    auto network = withoutDeadCalls({*std::move(graph), std::move(m_weights)});
    if (!network)
        return network.problem();
    result.network = *std::move(network);
    result.metadata = m_model.metadata;
    result.metadata.erase(buffersKey);
    result.metadata.erase(constantsKey);
    if (m_foldedNorms > 0 && m_norms == 0)
        result.metadata["warning"] = ESP_TR("Engine", "Batch norm was folded into the convolutions by the "
                                                      "exporter: criteria on batch norm are not available.");
    return result;
}

std::string GraphImport::freeName(const std::string &wanted)
{
    std::string name = wanted.empty() ? "tensor" : wanted;
    for (int i = 1; !m_names.insert(name).second; ++i)
        name = cat(wanted, "_", i);
    return name;
}

ValueId GraphImport::storeTensor(const WeightWish &wish, const at::Tensor &tensor)
{
    const auto dtype = model::fromScalarType(tensor.scalar_type());
    if (!dtype)
        refuse(cat("The tensor '", wish.name, "' has a type that has no place in a graph."));
    const std::string name = freeName(wish.name);
    m_weights.set(name, tensor);
    return m_builder.addStored(wish.kind, name, graph::fixedSizes(tensor.sizes().vec()), *dtype);
}

Imported GraphImport::store(const Imported &value, const WeightWish &wish)
{
    const at::Tensor content = contentOf(value);
    if (!content.defined())
        refuse(cat("'", value->name, "' is computed by the network, where a weight is wanted."));
    const void *origin =
        value->weight ? static_cast<const void *>(value->weight) : content.unsafeGetTensorImpl();
    const bool turned = wish.transpose != value->transposed; // against the file
    Stored &stored = m_stored[wish.name];
    if (stored.value && stored.origin == origin && stored.transposed == turned)
        return stored.value;
    at::Tensor tensor = (wish.transpose ? content.t() : content).contiguous();
    if (wish.shape)
        tensor = tensor.reshape(*wish.shape);
    auto made = std::make_shared<ImportedValue>();
    made->id = storeTensor(wish, tensor);
    made->shape = m_builder.value(made->id).shape;
    made->dtype = m_builder.value(made->id).dtype;
    made->name = wish.name;
    if (!stored.value)
        stored = {origin, value->weight ? at::Tensor() : content, turned, made};
    return made;
}

// A weight that no layer takes as its own keeps its name; one whose name an exporter made up is no parameter
// that anyone would look for.
ValueId GraphImport::storeOwn(const Imported &value)
{
    const bool named = value->initializer && isDottedName(value->name);
    const auto known = m_kinds.find(value->name);
    const graph::ValueKind kind = !named                   ? graph::ValueKind::Constant
                                  : known != m_kinds.end() ? known->second
                                  : value->weight          ? graph::ValueKind::Parameter
                                                           : graph::ValueKind::Buffer;
    const std::string name = named ? value->name : storableName(value->name);
    if (!value->transposed)
        return store(value, {name, kind, false, std::nullopt})->id;
    auto plain = std::make_shared<ImportedValue>(*value);
    plain->transposed = false;
    std::swap(plain->shape[0], plain->shape[1]);
    return call({"t", {{"self", store(plain, {name, kind, false, std::nullopt})}}},
                {{value->shape, value->dtype}})[0]
        ->id;
}

// What varies with the batch can be stored only where it repeats itself along it.
ValueId GraphImport::storeKnown(const Imported &value)
{
    const at::Tensor &first = value->known[0], &second = value->known[1];
    if (first.is_same(second) || (first.sizes() == second.sizes() && first.equal(second)))
        return storeOwn(value);
    at::Tensor base = first;
    for (std::size_t axis = 0; axis < value->rank(); ++axis)
        if (value->shape[axis].timesBatch && base.size(static_cast<std::int64_t>(axis)) > 0)
            base = base.narrow(static_cast<std::int64_t>(axis), 0, 1);
    if (!base.expand_as(first).equal(first) || !base.expand_as(second).equal(second))
        refuse("A table of numbers depends on the batch.");
    const Imported row = makeKnown(base.contiguous(), {});
    row->name = value->name;
    return emit({"expand", {{"self", row}, {"size", graph::Argument(value->shape)}}},
                {{value->shape, value->dtype}})[0]
        ->id;
}

ValueId GraphImport::idOf(const Imported &value)
{
    if (value->id.isValid())
        return value->id;
    if (!value->parts.empty())
        refuse("A sequence of tensors stands where one tensor is wanted.");
    value->id = value->weight ? storeOwn(value) : storeKnown(value);
    return value->id;
}

} // namespace espalier::formats::onnx
