// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/random_net.h"

#include "base/random.h"
#include "base/text.h"

#include <cmath>

namespace espalier::test {

namespace {

using Value = NetWriter::Value;

class RandomNet {
public:
    explicit RandomNet(std::uint64_t seed) : m_net(seed + 1), m_seed(seed) { }

    model::Network write()
    {
        Value x = m_net.input({3, 8, 8});
        x = norm(m_net.conv(x, name("stem"), {.out = 12}));
        const std::uint32_t blocks = 2 + draw(4);
        for (std::uint32_t i = 0; i < blocks; ++i)
            x = block(activation(x));
        return m_net.finish({head(x)});
    }

private:
    std::uint32_t draw(std::uint32_t bound) { return base::randomBelow(bound, m_seed, 77, m_drawn++); }
    std::string name(const char *kind) { return base::cat(kind, m_names++); }
    std::int64_t width() { return 4 * (1 + draw(4)); }

    Value activation(Value x)
    {
        static constexpr const char *kinds[] = {"relu", "gelu", "hardswish", "silu", "sigmoid"};
        return m_net.call(kinds[draw(5)], {{"self", x}});
    }

    Value norm(Value x)
    {
        switch (draw(4)) {
        case 0: return x;
        case 1: return m_net.groupNorm(x, name("gn"), m_net.size(x, 1) % 4 == 0 && draw(2) ? 4 : 1);
        default: return m_net.batchNorm(x, name("bn"));
        }
    }

    Value block(Value x)
    {
        if (m_net.size(x, 1) % 4 != 0)
            return m_net.conv(x, name("even"), {.out = width(), .kernel = 1});
        switch (draw(10)) {
        case 0: return residual(x);
        case 1: return dense(x);
        case 2: return grouped(x);
        case 3: return depthwise(x);
        case 4: return gated(x);
        case 5: return shuffled(x);
        case 6: return excited(x);
        case 7: return halves(x);
        case 8: return m_net.size(x, 2) > 2 ? m_net.maxPool(x) : x;
        default: return unshuffled(x);
        }
    }

    Value residual(Value x)
    {
        Value y = activation(norm(m_net.conv(x, name("res"), {.out = width(), .bias = draw(2) == 0})));
        y = norm(m_net.conv(y, name("res"), {.out = m_net.size(x, 1)}));
        return m_net.add(x, y, name("add"));
    }

    Value dense(Value x) { return m_net.cat({x, activation(m_net.conv(x, name("dense"), {.out = 4})), x}, 1); }

    Value grouped(Value x)
    {
        const std::int64_t groups = draw(2) ? 4 : 2;
        x = m_net.conv(x, name("grouped"), {.out = groups * (1 + draw(4)), .kernel = 1, .groups = groups});
        return norm(m_net.conv(activation(x), name("mix"), {.out = 12, .kernel = 1}));
    }

    Value depthwise(Value x)
    {
        const std::int64_t channels = m_net.size(x, 1);
        x = m_net.conv(x, name("depth"), {.out = channels * (1 + draw(2)), .groups = channels});
        return norm(m_net.conv(activation(x), name("point"), {.out = width(), .kernel = 1}));
    }

    Value gated(Value x)
    {
        const Value both = m_net.conv(x, name("gate"), {.out = 2 * width(), .kernel = 1});
        const std::vector<Value> parts = m_net.callAll("chunk", {{"self", both}, {"chunks", integer(2)}, {"dim", integer(1)}});
        return m_net.mul(parts[0], m_net.call("sigmoid", {{"self", parts[1]}}), name("mul"));
    }

    Value shuffled(Value x)
    {
        const std::int64_t channels = m_net.size(x, 1), height = m_net.size(x, 2);
        x = m_net.view(x, {-1, 2, channels / 2, height, height});
        return m_net.view(m_net.permute(x, {0, 2, 1, 3, 4}), {-1, channels, height, height});
    }

    Value excited(Value x)
    {
        Value gate = m_net.conv(m_net.globalPool(x), name("squeeze"), {.out = 4, .kernel = 1});
        gate = m_net.conv(activation(gate), name("excite"), {.out = m_net.size(x, 1), .kernel = 1});
        return m_net.mul(x, m_net.call("sigmoid", {{"self", gate}}), name("mul"));
    }

    Value halves(Value x)
    {
        const std::int64_t half = m_net.size(x, 1) / 2;
        const auto slice = [&](std::int64_t start, std::int64_t end) {
            return m_net.call("slice",
                              {{"self", x}, {"dim", integer(1)}, {"start", integer(start)}, {"end", integer(end)}}, "",
                              "Tensor");
        };
        const Value a = m_net.conv(slice(0, half), name("half"), {.out = width(), .kernel = 1});
        return m_net.cat({a, slice(half, 2 * half)}, 1);
    }

    Value unshuffled(Value x)
    {
        if (m_net.size(x, 2) < 4)
            return x;
        x = m_net.call("pixel_unshuffle", {{"self", x}, {"downscale_factor", integer(2)}});
        x = m_net.conv(x, name("down"), {.out = 16, .kernel = 1});
        return draw(2) ? x : m_net.call("pixel_shuffle", {{"self", x}, {"upscale_factor", integer(2)}});
    }

    Value head(Value x)
    {
        if (draw(3) == 0)
            return m_net.linear(m_net.flatten(activation(x)), "fc", 5);
        if (draw(2) == 0)
            return m_net.linear(m_net.flatten(m_net.globalPool(activation(x))), "fc", 5);
        Value tokens = m_net.permute(m_net.flatten(m_net.conv(x, name("tokens"), {.out = 12, .kernel = 1}), 2), {0, 2, 1});
        tokens = m_net.add(tokens, attention(m_net.layerNorm(tokens, name("ln"))), name("add"));
        Value mlp = m_net.linear(m_net.layerNorm(tokens, name("ln")), name("mlp"), 16);
        tokens = m_net.add(tokens, m_net.linear(activation(mlp), name("mlp"), 12), name("add"));
        const Value pooled = m_net.call("mean", {{"self", tokens}, {"dim", ints({1})}}, "", "dim");
        return m_net.linear(pooled, "fc", 5);
    }

    /// Three heads of four, out of one projection or three.
    Value attention(Value x)
    {
        const std::int64_t tokens = m_net.size(x, 1);
        std::vector<Value> qkv;
        if (draw(2)) {
            const Value all = m_net.permute(m_net.view(m_net.linear(x, name("qkv"), 36), {-1, tokens, 3, 3, 4}), {2, 0, 3, 1, 4});
            qkv = m_net.callAll("unbind", {{"self", all}, {"dim", integer(0)}}, "", "int");
        } else {
            for (const char *part : {"q", "k", "v"})
                qkv.push_back(m_net.permute(m_net.view(m_net.linear(x, name(part), 12), {-1, tokens, 3, 4}), {0, 2, 1, 3}));
        }
        Value y;
        if (draw(2)) {
            y = m_net.call("scaled_dot_product_attention", {{"query", qkv[0]}, {"key", qkv[1]}, {"value", qkv[2]}});
        } else {
            const Value scores = m_net.scaled(m_net.matmul(qkv[0], m_net.permute(qkv[1], {0, 1, 3, 2})), 0.5);
            y = m_net.matmul(m_net.softmax(scores, -1), qkv[2]);
        }
        return m_net.linear(m_net.view(m_net.permute(y, {0, 2, 1, 3}), {-1, tokens, 12}), name("proj"), 12);
    }

    NetWriter m_net;
    std::uint64_t m_seed;
    std::uint64_t m_drawn = 0;
    int m_names = 0;
};

} // namespace

model::Network randomNet(std::uint64_t seed)
{
    return RandomNet(seed).write();
}

} // namespace espalier::test
