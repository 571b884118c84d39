// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/norm_relu.h"

#include "kernels/norm_relu.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

namespace espalier::model {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr auto Last = at::MemoryFormat::ChannelsLast;

kernels::Storage storageOf(const at::Tensor &tensor)
{
    return tensor.scalar_type() == at::kFloat ? kernels::Storage::Float32 : kernels::Storage::Bfloat16;
}

std::int64_t rowsOf(const at::Tensor &x)
{
    return x.size(0) * x.size(2) * x.size(3);
}

const float *floats(const at::Tensor &tensor)
{
    return tensor.const_data_ptr<float>();
}

bool isDenseImage(const at::Tensor &x)
{
    return x.defined() && x.dim() == 4 && x.device().is_cpu() && x.layout() == at::kStrided && x.is_contiguous(Last)
           && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

bool isPlainVector(const at::Tensor &tensor, std::int64_t size)
{
    return tensor.defined() && tensor.device().is_cpu() && tensor.scalar_type() == at::kFloat && tensor.is_contiguous()
           && tensor.numel() == size;
}

/// Tensors: x, weight, bias and, if there is one, the residual.
class NormReluFunction : public torch::autograd::Function<NormReluFunction> {
public:
    static at::Tensor forward(AutogradContext *context, at::TensorList tensors, const NormRelu *call);
    static variable_list backward(AutogradContext *context, variable_list gradients);
};

at::Tensor NormReluFunction::forward(AutogradContext *context, at::TensorList tensors, const NormRelu *call)
{
    const at::Tensor &x = tensors[0], &weight = tensors[1], &bias = tensors[2];
    const at::Tensor residual = tensors.size() > 3 ? tensors[3] : at::Tensor();
    const at::Tensor y = at::empty_like(x), mean = at::empty_like(weight), inverseDeviation = at::empty_like(weight);
    kernels::normReluForward({x.const_data_ptr(), residual.defined() ? residual.const_data_ptr() : nullptr, y.data_ptr(),
                              storageOf(x), rowsOf(x), x.size(1), floats(weight), floats(bias), mean.data_ptr<float>(),
                              inverseDeviation.data_ptr<float>(), call->runningMean.data_ptr<float>(),
                              call->runningVariance.data_ptr<float>(), static_cast<float>(call->momentum),
                              static_cast<float>(call->eps)},
                             at::get_num_threads());
    context->save_for_backward({x, weight, bias, mean, inverseDeviation, residual.defined() ? y : at::Tensor()});
    return y;
}

variable_list NormReluFunction::backward(AutogradContext *context, variable_list gradients)
{
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], &bias = saved[2], &y = saved[5];
    const at::Tensor gradY = gradients[0].to(x.scalar_type()).contiguous(Last);
    const at::Tensor gradX = at::empty_like(x), gradResidual = y.defined() ? at::empty_like(x) : at::Tensor();
    const at::Tensor gradWeight = at::empty_like(weight), gradBias = at::empty_like(bias);
    kernels::normReluBackward({x.const_data_ptr(), y.defined() ? y.const_data_ptr() : nullptr, gradY.const_data_ptr(),
                               gradX.data_ptr(), y.defined() ? gradResidual.data_ptr() : nullptr, storageOf(x), rowsOf(x),
                               x.size(1), floats(weight), floats(bias), floats(saved[3]), floats(saved[4]),
                               gradWeight.data_ptr<float>(), gradBias.data_ptr<float>()},
                              at::get_num_threads());
    variable_list result{gradX, gradWeight, gradBias};
    if (y.defined())
        result.push_back(gradResidual);
    result.emplace_back(); // of `call`
    return result;
}

} // namespace

bool fits(const NormRelu &call)
{
    const at::Tensor &x = call.input;
    if (!isDenseImage(x) || !kernels::normReluFits(rowsOf(x), x.size(1)))
        return false;
    for (const at::Tensor *vector : {&call.weight, &call.bias, &call.runningMean, &call.runningVariance})
        if (!isPlainVector(*vector, x.size(1)))
            return false;
    const at::Tensor &added = call.residual;
    return !added.defined() || (isDenseImage(added) && added.sizes() == x.sizes() && added.scalar_type() == x.scalar_type());
}

at::Tensor run(const NormRelu &call)
{
    std::vector<at::Tensor> tensors{call.input, call.weight, call.bias};
    if (call.residual.defined())
        tensors.push_back(call.residual);
    return NormReluFunction::apply(at::TensorList(tensors), &call);
}

} // namespace espalier::model
