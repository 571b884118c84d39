// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/channel.h"

#include "base/latest.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

using namespace espalier;

TEST(Channel, DropsTheOldestDroppableItems)
{
    base::Channel<int> channel(3);
    channel.push(100, false);
    for (int i = 0; i < 5; ++i)
        channel.push(i, true);
    channel.push(200, false);
    EXPECT_EQ(channel.dropped(), 2u);
    EXPECT_EQ(channel.drain(), (std::vector<int>{100, 2, 3, 4, 200}));
    EXPECT_TRUE(channel.drain().empty());
    channel.push(7, true);
    EXPECT_EQ(channel.drain(), std::vector<int>{7});
    EXPECT_EQ(channel.dropped(), 2u);
}

TEST(Channel, NeverDropsImportantItems)
{
    base::Channel<int> channel(1);
    for (int i = 0; i < 1000; ++i)
        channel.push(i, false);
    EXPECT_EQ(channel.drain().size(), 1000u);
    EXPECT_EQ(channel.dropped(), 0u);
}

TEST(Channel, RingsOncePerDrain)
{
    base::Channel<int> channel(8);
    EXPECT_TRUE(channel.push(1, true));
    EXPECT_FALSE(channel.push(2, true));
    EXPECT_FALSE(channel.push(3, false));
    channel.drain();
    EXPECT_TRUE(channel.push(4, true));
}

namespace {

struct Tagged {
    int producer;
    int number;
    bool important;
};

constexpr int producers = 4;
constexpr int perProducer = 5000;

void produce(base::Channel<Tagged> &channel, int producer, std::atomic<int> &rings)
{
    for (int i = 0; i < perProducer; ++i) {
        const bool important = i % 10 == 0;
        rings += channel.push({producer, i, important}, !important) ? 1 : 0;
    }
}

} // namespace

TEST(Channel, ThreadsLoseNothingUncounted)
{
    base::Channel<Tagged> channel(64);
    std::atomic<int> rings = 0;
    std::atomic<bool> done = false;
    std::vector<Tagged> received;
    int drains = 0;
    std::thread consumer([&] {
        for (bool last = false; !last;) {
            last = done;
            const auto items = channel.drain();
            drains += items.empty() ? 0 : 1;
            received.insert(received.end(), items.begin(), items.end());
        }
    });
    std::vector<std::thread> threads;
    for (int p = 0; p < producers; ++p)
        threads.emplace_back([&, p] { produce(channel, p, rings); });
    for (std::thread &thread : threads)
        thread.join();
    done = true;
    consumer.join();

    EXPECT_EQ(received.size() + channel.dropped(), static_cast<std::size_t>(producers * perProducer));
    std::vector<int> last(producers, -1);
    int important = 0;
    for (const Tagged &item : received) {
        EXPECT_GT(item.number, last[static_cast<std::size_t>(item.producer)]);
        last[static_cast<std::size_t>(item.producer)] = item.number;
        important += item.important ? 1 : 0;
    }
    EXPECT_EQ(important, producers * perProducer / 10);
    EXPECT_EQ(rings, drains);
}

TEST(Latest, NewestWins)
{
    base::Latest<int> slot;
    EXPECT_EQ(slot.peek(), nullptr);
    EXPECT_EQ(slot.take(), nullptr);
    EXPECT_TRUE(slot.put(std::make_shared<int>(1)));
    EXPECT_FALSE(slot.put(std::make_shared<int>(2)));
    EXPECT_EQ(*slot.peek(), 2);
    EXPECT_EQ(*slot.take(), 2);
    EXPECT_EQ(slot.take(), nullptr);
    EXPECT_EQ(*slot.peek(), 2);
    EXPECT_TRUE(slot.put(std::make_shared<int>(3)));
}

TEST(Latest, ThreadsSeeValuesInOrderAndTheLastOne)
{
    base::Latest<int> slot;
    std::thread producer([&] {
        for (int i = 1; i <= 20000; ++i)
            slot.put(std::make_shared<int>(i));
    });
    int seen = 0;
    while (seen < 20000) {
        if (const auto value = slot.take()) {
            ASSERT_GT(*value, seen);
            seen = *value;
        } else {
            std::this_thread::yield();
        }
    }
    producer.join();
}
