// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/pt2_fixtures.h"

#include "wire/zip_writer.h"

#include <gtest/gtest.h>

#include <sstream>

namespace espalier::wire {

namespace {

std::string tensor(const std::string &name) { return R"({"as_tensor":{"name":")" + name + "\"}}"; }

std::string input(const std::string &name, const std::string &argument)
{
    return R"({"name":")" + name + R"(","arg":)" + argument + R"(,"kind":1})";
}

std::string node(const std::string &target, const std::string &inputs, const std::string &outputs, const std::string &module = "")
{
    const std::string stack = module.empty() ? "" : R"("nn_module_stack":"L__self__,,M;L__self__a,)" + module + R"(,N")";
    return R"({"target":")" + target + R"(","inputs":[)" + inputs + R"(],"outputs":[)" + outputs + R"(],"metadata":{)" + stack + "}}";
}

const std::string batch = R"json({"as_expr":{"expr_str":"Symbol('s0', positive=True, integer=True)","hint":{"as_int":2}}})json";

std::string meta(const std::string &name, const std::string &sizes, int type = 7)
{
    return "\"" + name + R"(":{"dtype":)" + std::to_string(type) + R"(,"sizes":[)" + sizes + "]}";
}

std::string size(int value) { return R"({"as_int":)" + std::to_string(value) + "}"; }

std::string nodes()
{
    const std::string inner = R"({"inputs":[{"as_tensor":{"name":"n"}}],"outputs":[{"as_tensor":{"name":"r"}}],"nodes":[)"
        + node("torch.ops.aten.relu.default", input("self", tensor("n")), tensor("r"), "act") + R"(],"tensor_values":{)"
        + meta("n", batch + "," + size(4)) + "," + meta("r", batch + "," + size(4)) + "}}";
    return node("torch.ops.aten.sym_size.int", input("self", tensor("x")) + "," + input("dim", size(0)), R"({"as_sym_int":{"as_name":"b"}})")
        + "," + node("torch.ops.aten.linear.default", input("input", tensor("x")) + "," + input("weight", tensor("p_w")), tensor("l"), "fc")
        + "," + node("torch.ops.aten.add_.Tensor", input("self", tensor("b_n")) + "," + input("other", size(1)), tensor("c"))
        + "," + node("torch.ops.aten.batch_norm.default",
             input("input", tensor("l")) + "," + input("weight", R"({"as_none":true})") + "," + input("running_mean", tensor("b_m"))
                 + "," + input("running_var", tensor("b_m")) + "," + input("training", R"({"as_bool":true})") + ","
                 + input("momentum", R"({"as_float":0.1})"), tensor("n"), "bn@1")
        + "," + node("torch.ops.higher_order.wrap_with_set_grad_enabled",
             input("", R"({"as_bool":false})") + "," + input("", R"({"as_graph":{"name":"g","graph":)" + inner + "}}") + "," + input("", tensor("n")),
             R"({"as_tensors":[{"name":"q"}]})")
        + "," + node("torch.ops.aten._assert_tensor_metadata.default", input("a", tensor("q")), "")
        + "," + node("torch.ops.aten.max.dim", input("self", tensor("q")) + "," + input("dim", size(1)), tensor("m") + "," + tensor("unused"))
        + "," + node("torch.ops.aten.view.default",
             input("self", tensor("m")) + "," + input("size", R"({"as_sym_ints":[{"as_name":"b"},{"as_int":1}]})"), tensor("v"));
}

} // namespace

std::string pt2Program()
{
    const std::string values = meta("x", batch + "," + size(3)) + "," + meta("l", batch + "," + size(4)) + ","
        + meta("n", batch + "," + size(4)) + "," + meta("q", batch + "," + size(4)) + "," + meta("m", batch) + ","
        + meta("v", batch + "," + size(1));
    const std::string specs = R"({"parameter":{"arg":{"name":"p_w"},"parameter_name":"fc.weight"}},)"
        R"({"buffer":{"arg":{"name":"b_m"},"buffer_name":"bn.running_mean","persistent":true}},)"
        R"({"buffer":{"arg":{"name":"b_n"},"buffer_name":"bn.num_batches_tracked","persistent":true}},)"
        R"({"user_input":{"arg":{"as_tensor":{"name":"x"}}}})";
    return R"({"graph_module":{"graph":{"inputs":[],"outputs":[],"nodes":[)" + nodes() + R"(],"tensor_values":{)" + values
        + R"(},"sym_int_values":{"b":)" + batch + R"(}},"signature":{"input_specs":[)" + specs
        + R"(],"output_specs":[{"user_output":{"arg":{"as_tensor":{"name":"v"}}}}]}},"schema_version":{"major":8,"minor":17}})";
}

std::string pt2Archive(const Pt2Parts &parts)
{
    const auto entry = [](const std::string &name, const std::string &record, int type, const std::string &sizes, const std::string &strides) {
        return "\"" + name + R"(":{"path_name":")" + record + R"(","is_param":true,"use_pickle":false,"tensor_meta":{"dtype":)"
            + std::to_string(type) + R"(,"sizes":[)" + sizes + R"(],"strides":[)" + strides + R"(],"storage_offset":{"as_int":0},"layout":7}})";
    };
    // The weight is stored by columns.
    const std::string table = R"({"config":{)" + entry("fc.weight", "weight_0", 7, size(4) + "," + size(3), size(1) + "," + size(4)) + ","
        + entry("bn.running_mean", "weight_1", 7, size(4), size(1)) + "," + entry("bn.num_batches_tracked", "weight_2", 5, "", "") + "}}";
    std::string weight;
    for (int i = 0; i < 12; ++i)
        appendLittle(weight, static_cast<float>(i));
    std::ostringstream out;
    ZipWriter zip(out, "m");
    zip.add("archive_format", "pt2");
    zip.add("byteorder", parts.byteOrder);
    zip.add("data/weights/model_weights_config.json", parts.weights.empty() ? table : parts.weights);
    zip.add("data/weights/weight_0", weight);
    zip.add("data/weights/weight_1", std::string(16, '\0'));
    zip.add("data/weights/weight_2", std::string(8, '\0'));
    zip.add("data/constants/model_constants_config.json", R"({"config":{}})");
    zip.add("models/model.json", parts.program);
    zip.finish();
    std::string file = std::move(out).str();
    for (std::size_t at = 0; !parts.checksums && at + 46 < file.size(); ++at) {
        if (file.compare(at, 4, "PK\x03\x04") == 0)
            file.replace(at + 14, 4, 4, '\0');
        else if (file.compare(at, 4, "PK\x01\x02") == 0)
            file.replace(at + 16, 4, 4, '\0');
    }
    return file;
}

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

} // namespace espalier::wire
