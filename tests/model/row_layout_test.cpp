// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/row_layout.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace espalier::model {
namespace {

// Numbers every element by its column and reads them back in memory order.
void expectColumns(const at::Tensor &tensor)
{
    const auto layout = rowLayout(tensor);
    ASSERT_TRUE(layout);
    EXPECT_EQ(layout->rows, tensor.size(0));
    EXPECT_EQ(layout->columns, tensor.size(1));
    std::vector<std::int64_t> shape(static_cast<std::size_t>(tensor.dim()), 1);
    shape[1] = tensor.size(1);
    tensor.copy_(at::arange(tensor.size(1)).view(shape).expand(tensor.sizes()));
    const float *memory = tensor.data_ptr<float>();
    const std::int64_t rowSize = tensor.numel() / layout->rows;
    for (std::int64_t e = 0; e < tensor.numel(); ++e)
        ASSERT_EQ(memory[e], static_cast<float>((e % rowSize / layout->columnStride) % layout->columns)) << "element " << e;
}

TEST(RowLayout, FindsTheColumnOfEveryElement)
{
    expectColumns(at::zeros({5, 3, 3, 2}));
    expectColumns(at::zeros({5, 3, 3, 2}).contiguous(at::MemoryFormat::ChannelsLast));
    expectColumns(at::zeros({5, 3, 1, 1}).contiguous(at::MemoryFormat::ChannelsLast));
    expectColumns(at::zeros({5, 1, 3, 3}));
    expectColumns(at::zeros({7, 4}));
    expectColumns(at::zeros({7, 4, 6}));
}

TEST(RowLayout, VectorsAreRowsAndScalarsOneRow)
{
    EXPECT_EQ(rowLayout(at::zeros({9})), (RowLayout{9, 1, 1}));
    EXPECT_EQ(rowLayout(at::zeros({})), (RowLayout{1, 1, 1}));
}

TEST(RowLayout, OtherStridesHaveNone)
{
    EXPECT_FALSE(rowLayout(at::zeros({4, 6}).t()));
    EXPECT_FALSE(rowLayout(at::zeros({4, 6}).slice(1, 0, 3)));
}

} // namespace
} // namespace espalier::model
