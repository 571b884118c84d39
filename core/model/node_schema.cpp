// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/node_schema.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>

namespace espalier::model {

using c10::TypeKind;

const c10::FunctionSchema *schemaOf(const graph::Node &node)
{
    const auto handle = c10::Dispatcher::singleton().findSchema({node.op, node.overload});
    return handle ? &handle->schema() : nullptr;
}

WantedType wantedBy(const c10::Argument &argument)
{
    WantedType wanted;
    c10::TypePtr type = argument.real_type();
    if (type->kind() == TypeKind::OptionalType) {
        wanted.optional = true;
        type = type->expectRef<c10::OptionalType>().getElementType();
    }
    if (type->kind() == TypeKind::ListType) {
        wanted.list = true;
        wanted.length = argument.N();
        type = type->expectRef<c10::ListType>().getElementType();
    }
    if (wanted.list && type->kind() == TypeKind::OptionalType) {
        wanted.optionalElements = true;
        type = type->expectRef<c10::OptionalType>().getElementType();
    }
    wanted.kind = type->kind();
    return wanted;
}

bool isIntegerKind(TypeKind kind)
{
    return kind == TypeKind::IntType || kind == TypeKind::SymIntType || kind == TypeKind::ScalarTypeType
           || kind == TypeKind::LayoutType || kind == TypeKind::MemoryFormatType;
}

bool isTrainingFlag(const graph::Node &node, const std::string &argument)
{
    if (argument != "training" && argument != "train")
        return false;
    const c10::FunctionSchema *schema = schemaOf(node);
    const bool hasStatistics =
        schema ? schema->argumentIndexWithName("running_mean").has_value() : node.find("running_mean") != nullptr;
    return !hasStatistics || node.tensor("running_mean").isValid();
}

} // namespace espalier::model
