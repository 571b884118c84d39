// SPDX-License-Identifier: GPL-3.0-or-later
// Every operator that has a translation to ONNX: written, read back and run; and where there is a Python with
// onnx and onnxruntime, checked and run by them.
#include "formats/call_cases.h"
#include "formats/format_fixtures.h"
#include "formats/onnx/onnx_file.h"
#include "formats/python/interpreter.h"
#include "formats/state_dict_io.h"
#include "formats/verification.h"
#include "model/executor.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::formats {
namespace {

using graph::ValueId;

std::vector<CallCase> allCases()
{
    std::vector<CallCase> all = computingCases();
    for (CallCase &one : movingCases())
        all.push_back(std::move(one));
    return all;
}

class OnnxOperators : public testing::Test
{
protected:
    model::Network build(const CallCase &c) const
    {
        at::manual_seed(3);
        CallBench bench;
        const ValueId output = c.build(bench);
        return bench.finish(output);
    }

    std::filesystem::path fileOf(std::size_t i) const
    {
        return m_folder / ("case" + std::to_string(i) + ".onnx");
    }

    test::TemporaryFolder m_folder;
};

TEST_F(OnnxOperators, AreReadBackAsTheyWereWritten)
{
    const std::vector<CallCase> cases = allCases();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SCOPED_TRACE(cases[i].name);
        const model::Network network = build(cases[i]);
        const auto written = onnx::writeOnnxFile(artefactOf(network), fileOf(i));
        ASSERT_TRUE(written) << problemText(written);
        const auto back = onnx::readOnnxFile(fileOf(i));
        EXPECT_TRUE(back) << problemText(back);
        if (!back)
            continue;
        const auto verified = compareLogits(network, *back->network);
        ASSERT_TRUE(verified) << problemText(verified);
        EXPECT_TRUE(verified->ok) << verified->how << " " << verified->maxAbsDiff;
    }
}

constexpr const char *runtimeScript = R"(
import sys, numpy, onnx, onnxruntime, torch
onnxruntime.set_default_logger_severity(3)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
for i in range(int(sys.argv[2])):
    try:
        path = f"{sys.argv[1]}/case{i}.onnx"
        onnx.checker.check_model(path, full_check=True)
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        for probe in (torch.load(f"{sys.argv[1]}/case{i}.{batch}.pth", weights_only=True) for batch in (1, 3)):
            outputs = session.run(None, {session.get_inputs()[0].name: probe["x"].numpy()})
            y = probe["y"].numpy()
            assert outputs[0].shape == y.shape, (outputs[0].shape, y.shape)
            assert numpy.allclose(outputs[0], y, rtol=1e-4, atol=1e-5), abs(outputs[0].astype("float64") - y).max()
    except Exception as error:
        print(i, "|", str(error).replace("\n", " ")[:300])
)";

TEST_F(OnnxOperators, RunInOnnxruntime)
{
    const std::string python = configuredPython();
    if (python.empty() || !runPython(python, {"-c", "import torch, onnx, onnxruntime"}))
        GTEST_SKIP() << "no Python with torch, onnx and onnxruntime: set ESPALIER_PYTHON";
    const std::vector<CallCase> cases = allCases();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const model::Network network = build(cases[i]);
        ASSERT_TRUE(onnx::writeOnnxFile(artefactOf(network), fileOf(i))) << cases[i].name;
        const auto executor = model::Executor::create(network.graph, network.weights);
        ASSERT_TRUE(executor);
        for (const std::int64_t batch : {1, 3}) {
            const at::Tensor example = probeInputs(*network.graph).front();
            const at::Tensor x = at::cat({example, example}).narrow(0, 0, batch).contiguous();
            const auto y = (*executor)->logits(x);
            ASSERT_TRUE(y) << cases[i].name << problemText(y);
            model::Weights probe;
            probe.set("x", x);
            probe.set("y", *y);
            ASSERT_TRUE(writeStateDict(
                m_folder / ("case" + std::to_string(i) + "." + std::to_string(batch) + ".pth"), probe));
        }
    }
    const auto printed =
        runPython(python, {"-c", runtimeScript, m_folder.path().string(), std::to_string(cases.size())});
    ASSERT_TRUE(printed) << problemText(printed);
    std::string named = *printed;
    EXPECT_TRUE(named.empty()) << named;
    if (!named.empty())
        for (std::size_t i = 0; i < cases.size(); ++i)
            std::cout << i << " " << cases[i].name << "\n";
}

TEST_F(OnnxOperators, ThatHaveNoTranslationAreNamed)
{
    CallBench bench;
    const ValueId x = bench.call("erfinv", {{"self", bench.input({4})}}, "body.strange");
    const auto written = onnx::writeOnnxFile(artefactOf(bench.finish(x)), m_folder / "x.onnx");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.problem().code, base::ProblemCode::Unsupported);
    EXPECT_NE(written.problem().what.find("aten::erfinv"), std::string::npos);
    EXPECT_NE(written.problem().where.find("body.strange"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(m_folder / "x.onnx"));
}

} // namespace
} // namespace espalier::formats
