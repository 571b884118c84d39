// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_file.h"

#include "base/file.h"
#include "wire/safetensors.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

namespace espalier::train::test {

void writeTensors(const std::filesystem::path &file, const model::Weights &tensors)
{
    std::vector<wire::SafetensorsEntry> entries;
    for (const auto &[name, tensor] : tensors.entries()) {
        wire::SafetensorsEntry entry;
        entry.name = name;
        entry.dtype = tensor.scalar_type() == at::kLong ? graph::DType::Int64 : graph::DType::Float32;
        entry.shape = tensor.sizes().vec();
        entries.push_back(entry);
    }
    std::ofstream out(file, std::ios::binary);
    const std::string head = wire::safetensorsHead(entries, {});
    out.write(head.data(), static_cast<std::streamsize>(head.size()));
    for (const auto &[name, tensor] : tensors.entries()) {
        const at::Tensor plain = tensor.detach().contiguous();
        out.write(static_cast<const char *>(plain.const_data_ptr()), static_cast<std::streamsize>(plain.nbytes()));
    }
}

model::Weights readTensors(const std::filesystem::path &file)
{
    const std::string bytes = base::readFile(file).value();
    const auto header = wire::parseSafetensors(std::as_bytes(std::span(bytes)), file.string());
    EXPECT_TRUE(header);
    model::Weights tensors;
    for (const wire::SafetensorsEntry &entry : header->entries) {
        const at::Tensor tensor = at::empty(entry.shape, entry.dtype == graph::DType::Int64 ? at::kLong : at::kFloat);
        std::memcpy(tensor.mutable_data_ptr(), bytes.data() + header->dataOffset + entry.begin, tensor.nbytes());
        tensors.set(entry.name, tensor);
    }
    return tensors;
}

} // namespace espalier::train::test
