// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sha256.h"

#include <gtest/gtest.h>

namespace espalier::base {
namespace {

std::string hashOf(const std::string &text, std::size_t step)
{
    Sha256 hash;
    for (std::size_t at = 0; at < text.size(); at += step)
        hash.add(std::as_bytes(std::span(text).subspan(at, std::min(step, text.size() - at))));
    return hash.hex();
}

TEST(Sha256, MatchesTheExamplesOfTheStandard)
{
    EXPECT_EQ(hashOf("", 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hashOf("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hashOf(std::string(1'000'000, 'a'), 977), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnThePieces)
{
    std::string text;
    for (int i = 0; i < 300; ++i)
        text += static_cast<char>(i * 7);
    for (std::size_t length = 50; length < 140; ++length) {
        const std::string part = text.substr(0, length);
        for (const std::size_t step : {1u, 7u, 63u, 64u, 65u})
            EXPECT_EQ(hashOf(part, step), hashOf(part, 300)) << length << " " << step;
    }
}

} // namespace
} // namespace espalier::base
