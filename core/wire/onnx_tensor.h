// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wire/onnx.h"
#include "wire/protobuf.h"

namespace espalier::wire {

/// A TensorProto; its bytes are a view of `message`, or spelt out by the typed fields. Malformed if type,
/// shape and bytes disagree, Unsupported naming the tensor if its type is none of ours.
base::Result<OnnxTensor> parseOnnxTensor(Bytes message, const std::string &where);

/// The fields of a TensorProto but its bytes.
ProtoWriter onnxTensorHead(const OnnxTensor &tensor);

} // namespace espalier::wire
