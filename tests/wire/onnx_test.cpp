// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/onnx.h"

#include "base/file.h"
#include "wire/onnx_external.h"
#include "wire/onnx_fixtures.h"
#include "wire/onnx_types.h"
#include "wire/protobuf.h"
#include "wire/wire_fixtures.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace espalier::wire {
namespace {

namespace fs = std::filesystem;

std::string what(const auto &result)
{
    return result ? std::string("read") : result.problem().what;
}

void expectSame(const OnnxTensor &a, const OnnxTensor &b)
{
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.dtype, b.dtype);
    EXPECT_EQ(a.shape, b.shape);
    EXPECT_EQ(asText(a.bytes()), asText(b.bytes()));
    ASSERT_EQ(a.external.has_value(), b.external.has_value());
    if (a.external) {
        EXPECT_EQ(a.external->location, b.external->location);
        EXPECT_EQ(a.external->offset, b.external->offset);
        EXPECT_EQ(a.external->length, b.external->length);
    }
}

void expectSame(const OnnxAttribute &a, const OnnxAttribute &b)
{
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.integer, b.integer);
    EXPECT_EQ(a.real, b.real);
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.integers, b.integers);
    EXPECT_EQ(a.reals, b.reals);
    EXPECT_EQ(a.texts, b.texts);
    ASSERT_EQ(a.tensor != nullptr, b.tensor != nullptr);
    if (a.tensor)
        expectSame(*a.tensor, *b.tensor);
}

void expectSame(const OnnxNode &a, const OnnxNode &b)
{
    EXPECT_EQ(std::tie(a.op, a.domain, a.name, a.inputs, a.outputs, a.metadata),
              std::tie(b.op, b.domain, b.name, b.inputs, b.outputs, b.metadata));
    ASSERT_EQ(a.attributes.size(), b.attributes.size());
    for (std::size_t i = 0; i < a.attributes.size(); ++i)
        expectSame(a.attributes[i], b.attributes[i]);
}

void expectSame(const OnnxValue &a, const OnnxValue &b)
{
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.dtype, b.dtype);
    ASSERT_EQ(a.shape.has_value(), b.shape.has_value());
    for (std::size_t i = 0; a.shape && i < a.shape->size(); ++i) {
        EXPECT_EQ((*a.shape)[i].value, (*b.shape)[i].value);
        EXPECT_EQ((*a.shape)[i].parameter, (*b.shape)[i].parameter);
    }
}

template <class T>
void expectSameLists(const std::vector<T> &a, const std::vector<T> &b)
{
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        expectSame(a[i], b[i]);
}

TEST(OnnxCodec, WhatIsWrittenIsRead)
{
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        SCOPED_TRACE(seed);
        const OnnxModel model = randomOnnx(seed);
        const std::string file = onnxFile(model);
        const auto back = parseOnnx(asBytes(file), "f");
        ASSERT_TRUE(back) << what(back);
        EXPECT_TRUE(looksLikeOnnx(asBytes(file)));
        EXPECT_EQ(std::tie(back->irVersion, back->producer, back->producerVersion, back->opsets,
                           back->metadata, back->graph.name),
                  std::tie(model.irVersion, model.producer, model.producerVersion, model.opsets,
                           model.metadata, model.graph.name));
        expectSameLists(model.graph.nodes, back->graph.nodes);
        expectSameLists(model.graph.initializers, back->graph.initializers);
        expectSameLists(model.graph.inputs, back->graph.inputs);
        expectSameLists(model.graph.outputs, back->graph.outputs);
        EXPECT_LE(file.size(), onnxHeadSize(model) + 6 * 27 * 8);
        if (HasFailure())
            return;
    }
}

TEST(OnnxCodec, NumbersSpeltOutBecomeBytes)
{
    const std::string file = onnxWithTypedFields();
    const auto model = parseOnnx(asBytes(file), "f");
    ASSERT_TRUE(model) << what(model);
    EXPECT_EQ(model->opset(), 17);
    const auto &tensors = model->graph.initializers;
    ASSERT_EQ(tensors.size(), 6u);
    EXPECT_EQ(loadLittle<float>(tensors[0].bytes(), 8), 1e30f);
    EXPECT_EQ(loadLittle<float>(tensors[1].bytes(), 0), 0.25f);
    EXPECT_EQ(loadLittle<std::int64_t>(tensors[2].bytes(), 0), -5);
    EXPECT_EQ(loadLittle<std::int64_t>(tensors[2].bytes(), 8), INT64_MAX);
    EXPECT_EQ(loadLittle<std::int8_t>(tensors[3].bytes(), 0), -1);
    EXPECT_EQ(loadLittle<std::uint16_t>(tensors[4].bytes(), 2), 0xC000);
    EXPECT_EQ(loadLittle<double>(tensors[5].bytes(), 0), 0.1);
}

TEST(OnnxCodec, NumbersOfAnyLength)
{
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{127}, std::int64_t{128}, std::int64_t{300},
                                     INT64_MAX, INT64_MIN, std::int64_t{-1}}) {
        ProtoWriter out;
        out.integer(536870911, value);
        ProtoReader reader(asBytes(out.text()));
        ProtoField field;
        ASSERT_TRUE(reader.next(field));
        EXPECT_EQ(field.number, 536870911u);
        EXPECT_EQ(static_cast<std::int64_t>(field.value), value);
        EXPECT_FALSE(reader.next(field));
        EXPECT_FALSE(reader.failed());
    }
    for (const std::string &bad :
         {std::string("\x08"), std::string("\x08\x80"), std::string("\x08") + std::string(10, '\x80') + "\1",
          std::string("\x0a\x05"
                      "abc"),
          std::string("\x0b"), std::string("\0\0", 2), std::string("\x0d\1\2\3")}) {
        ProtoReader reader(asBytes(bad));
        ProtoField field;
        EXPECT_FALSE(reader.next(field));
        EXPECT_TRUE(reader.failed());
    }
}

OnnxModel withTensor(OnnxTensor tensor)
{
    OnnxModel model;
    model.irVersion = 8;
    model.opsets[""] = 17;
    model.graph.initializers.push_back(std::move(tensor));
    return model;
}

OnnxTensor floats(std::vector<std::int64_t> shape, std::string bytes)
{
    OnnxTensor tensor;
    tensor.name = "w";
    tensor.shape = std::move(shape);
    tensor.owned = std::move(bytes);
    return tensor;
}

TEST(OnnxCodec, TensorsThatDisagreeWithTheirBytesAreNamed)
{
    const auto problem = [](OnnxTensor tensor) {
        const std::string file = onnxFile(withTensor(std::move(tensor)));
        return what(parseOnnx(asBytes(file), "f"));
    };
    EXPECT_EQ(problem(floats({2}, std::string(8, '\0'))), "read");
    EXPECT_NE(problem(floats({3}, std::string(8, '\0'))).find("'w' of shape [3] has 8 bytes"),
              std::string::npos);
    EXPECT_NE(problem(floats({-1}, "")).find("impossible"), std::string::npos);
    EXPECT_NE(problem(floats({INT64_MAX, 8}, "")).find("impossible"), std::string::npos);
    const std::int64_t wide = std::int64_t{1} << 40;
    EXPECT_NE(problem(floats({wide, wide, 16}, "")).find("has 0 bytes"), std::string::npos);
    EXPECT_EQ(problem(floats({wide, wide, 0}, "")), "read");
}

TEST(OnnxCodec, TypesThatWeDoNotHaveAreUnsupported)
{
    ProtoWriter tensor, graph, model;
    tensor.integer(2, 8); // strings
    tensor.bytes(8, "words");
    graph.message(5, tensor);
    model.message(7, graph);
    const auto read = parseOnnx(asBytes(model.text()), "f");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.problem().code, base::ProblemCode::Unsupported);
    EXPECT_NE(read.problem().what.find("'words'"), std::string::npos);
}

TEST(OnnxCodec, MemoryFollowsTheSizeOfTheFile)
{
    ProtoWriter graph, model;
    for (int i = 0; i < 500'000; ++i)
        graph.bytes(1, ""); // a node without anything, of two bytes
    model.message(7, graph);
    const AllocationMeter meter;
    const auto read = parseOnnx(asBytes(model.text()), "f");
    ASSERT_FALSE(read);
    EXPECT_NE(read.problem().what.find("more nodes"), std::string::npos);
    EXPECT_LT(meter.total(), 64 * model.text().size());
}

class ExternalDataTest : public testing::Test
{
protected:
    ExternalDataTest()
    {
        std::string name = (fs::temp_directory_path() / "espalier-onnx-XXXXXX").string();
        m_folder = mkdtemp(name.data());
        fs::create_directories(m_folder / "model/part");
        write("model/weights.bin", "0123456789abcdef");
        write("model/part/weights.bin", "fedcba9876543210");
        write("secret.bin", "must never be read");
    }
    ~ExternalDataTest() override { fs::remove_all(m_folder); }

    void write(const std::string &name, std::string_view text)
    {
        ASSERT_TRUE(base::writeFileAtomically(m_folder / name, text));
    }

    std::string read(const std::string &location, std::uint64_t offset = 0,
                     std::optional<std::uint64_t> length = std::nullopt,
                     std::vector<std::int64_t> shape = {2})
    {
        OnnxTensor tensor = floats(std::move(shape), "");
        tensor.external = OnnxExternal{location, offset, length};
        OnnxExternalFiles files(m_folder / "model/net.onnx");
        const auto bytes = files.bytesOf(tensor);
        return bytes ? std::string(asText(*bytes)) : bytes.problem().what;
    }

    fs::path m_folder;
};

TEST_F(ExternalDataTest, BytesComeFromTheFileBeside)
{
    EXPECT_EQ(read("weights.bin"), "01234567");
    EXPECT_EQ(read("weights.bin", 8, 8), "89abcdef");
    EXPECT_EQ(read("./part/weights.bin", 4, std::nullopt, {1}), "ba98");
}

TEST_F(ExternalDataTest, NothingOutsideTheFolderIsOpened)
{
    fs::create_symlink(m_folder / "secret.bin", m_folder / "model/link.bin");
    fs::create_directory_symlink(m_folder, m_folder / "model/up");
    for (const std::string &location :
         {std::string("../secret.bin"), std::string("part/../../secret.bin"), std::string("link.bin"),
          std::string("up/secret.bin"), (m_folder / "secret.bin").string(), std::string("/etc/passwd")})
        EXPECT_NE(read(location).find("outside the model's folder"), std::string::npos) << location;
    EXPECT_NE(read(std::string("weights.bin\0x", 13)).find("outside"), std::string::npos);
}

TEST_F(ExternalDataTest, RangesLieInsideTheFile)
{
    for (const auto &[offset, length] :
         {std::pair<std::uint64_t, std::uint64_t>{9, 8}, {0, 7}, {0, 9}, {UINT64_MAX, 8}, {17, 8}})
        EXPECT_NE(read("weights.bin", offset, length).find("which has 16"), std::string::npos) << offset;
    EXPECT_NE(read("missing.bin").find("missing.bin"), std::string::npos);
    OnnxExternalFiles files(m_folder / "model/net.onnx");
    OnnxTensor tensor = floats({4}, "");
    tensor.external = OnnxExternal{"weights.bin", 0, std::nullopt};
    for (int i = 0; i < 8; ++i)
        ASSERT_TRUE(files.bytesOf(tensor));
    for (int i = 0; i < 8; ++i)
        (void)files.bytesOf(tensor);
    EXPECT_FALSE(files.bytesOf(tensor));
}

} // namespace
} // namespace espalier::wire
