// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe/options.h"

#include "recipe/small_vocabulary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace espalier;
using namespace espalier::recipe;

namespace {

const std::vector<OptionSchema> &schemaOf(const Vocabulary &vocabulary, const std::string &method)
{
    return vocabulary.method(method)->options;
}

class OptionsTest : public testing::Test {
protected:
    base::Result<Options> check(const Options &given) const { return validateOptions(schemaOf(m_vocabulary, "greg1"), given, "stages[1].options"); }
    base::Result<Options> checkTraining(const Options &given) const { return validateOptions(m_vocabulary.stage("train")->options, given, "stages[0]"); }

    std::string message(const Options &given) const
    {
        const auto result = check(given);
        return result ? "accepted" : toString(result.problem());
    }

    const Vocabulary m_vocabulary = test::smallVocabulary();
};

} // namespace

TEST_F(OptionsTest, DefaultsAreFilledIn)
{
    const auto options = check({{"update_interval", std::int64_t{5}}});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->size(), 6u);
    EXPECT_EQ(integerOption(*options, "update_interval"), 5);
    EXPECT_EQ(integerOption(*options, "stabilize_interval"), 10000);
    EXPECT_EQ(realOption(*options, "reg_upper_limit"), 1.0);
    EXPECT_EQ(textOption(*options, "pick"), "min");
    EXPECT_FALSE(boolOption(*options, "block_loss_grad"));
    EXPECT_EQ(*check(*options), *options);
}

TEST_F(OptionsTest, MessagesNameKeyValueAndRule)
{
    EXPECT_EQ(message({{"updat_interval", std::int64_t{5}}}),
              "stages[1].options.updat_interval: unknown key 'updat_interval'. Did you mean 'update_interval'?");
    EXPECT_EQ(message({{"zzz", std::int64_t{5}}}),
              "stages[1].options.zzz: unknown key 'zzz'. Known keys: update_interval, stabilize_interval, reg_upper_limit, "
              "pick, block_loss_grad and reg_iters.");
    EXPECT_EQ(message({{"update_interval", std::int64_t{0}}}),
              "stages[1].options.update_interval: 0 is out of range: update_interval must be >= 1. The default is 10.");
    EXPECT_EQ(message({{"update_interval", 2.5}}),
              "stages[1].options.update_interval: expected a whole number, found 2.5. The default is 10.");
    EXPECT_EQ(message({{"update_interval", std::string("ten")}}),
              "stages[1].options.update_interval: expected a whole number, found 'ten'. The default is 10.");
    EXPECT_EQ(message({{"reg_upper_limit", 0.0}}),
              "stages[1].options.reg_upper_limit: 0 is out of range: reg_upper_limit must be > 0. The default is 1.");
    EXPECT_EQ(message({{"pick", std::string("mix")}}), "stages[1].options.pick: 'mix' is not a choice of pick. Did you mean 'min'?");
    EXPECT_EQ(message({{"pick", std::string("best")}}),
              "stages[1].options.pick: 'best' is not a choice of pick. Choose from min, max and random.");
    EXPECT_EQ(message({{"block_loss_grad", std::int64_t{1}}}),
              "stages[1].options.block_loss_grad: expected true or false, found 1. The default is false.");
    EXPECT_EQ(toString(checkTraining({{"momentum", 1.0}}).problem()),
              "stages[0].momentum: 1 is out of range: momentum must be in [0, 1). The default is 0.9.");
}

TEST_F(OptionsTest, NumbersConvertWhereNothingIsLost)
{
    EXPECT_EQ(integerOption(*check({{"stabilize_interval", 1e4}}), "stabilize_interval"), 10000);
    const auto options = check({{"reg_upper_limit", std::int64_t{2}}});
    EXPECT_TRUE(std::holds_alternative<double>(options->at("reg_upper_limit")));
    EXPECT_EQ(realOption(*options, "reg_upper_limit"), 2.0);
    EXPECT_FALSE(check({{"stabilize_interval", 1e300}}));
    EXPECT_FALSE(check({{"reg_upper_limit", std::nan("")}}));
    EXPECT_FALSE(check({{"reg_upper_limit", std::numeric_limits<double>::infinity()}}));
}

TEST_F(OptionsTest, DefaultOutsideTheRangeMeansAutomatic)
{
    EXPECT_EQ(integerOption(*check({{"reg_iters", std::int64_t{-1}}}), "reg_iters"), -1);
    EXPECT_FALSE(check({{"reg_iters", std::int64_t{-2}}}));
    EXPECT_FALSE(check({{"reg_iters", std::int64_t{0}}}));
}

TEST_F(OptionsTest, SchedulesBecomeTexts)
{
    EXPECT_EQ(textOption(*checkTraining({}), "lr"), "0.01");
    EXPECT_EQ(textOption(*checkTraining({{"lr", 0.001}}), "lr"), "0.001");
    EXPECT_EQ(textOption(*checkTraining({{"lr", std::int64_t{1}}}), "lr"), "1");
    const auto options = checkTraining({{"lr", std::string(" 0 : 1e-2 , 60:0.0010 ")}});
    ASSERT_TRUE(options);
    EXPECT_EQ(textOption(*options, "lr"), "0:0.01,60:0.001");
    EXPECT_EQ(scheduleOption(*options, "lr").at(59.9), 0.01);
    EXPECT_EQ(scheduleOption(*options, "lr").at(60.0), 0.001);
    EXPECT_FALSE(checkTraining({{"lr", true}}));
    EXPECT_EQ(toString(checkTraining({{"lr", std::string("5:0.1")}}).problem()),
              "stages[0].lr: the schedule starts at epoch 5 and not at 0. Write one value, or epoch:value pairs such as 0:0.01,60:0.001.");
}

TEST(Schedule, HoldsEachValueUntilTheNext)
{
    const auto schedule = Schedule::parse("0:0.1,30:0.01,60:0.001", "lr");
    ASSERT_TRUE(schedule);
    EXPECT_EQ(schedule->first(), 0.1);
    EXPECT_EQ(schedule->at(0.0), 0.1);
    EXPECT_EQ(schedule->at(29.999), 0.1);
    EXPECT_EQ(schedule->at(30.0), 0.01);
    EXPECT_EQ(schedule->at(1e9), 0.001);
    EXPECT_EQ(schedule->toString(), "0:0.1,30:0.01,60:0.001");
    EXPECT_EQ(schedule->scaled(0.01).toString(), "0:0.1,0.3:0.01,0.6:0.001");
    EXPECT_EQ(Schedule::parse("0.05", "lr")->at(77.0), 0.05);
}

TEST(Schedule, RefusesTheRest)
{
    for (const char *text : {"", "x", "-1", "0:-1", "0:", ":0.1", "1:0.1", "0:0.1,0:0.2", "0:0.1,9:1,5:1", "0:0.1,", "0.1,0.2", "0:inf", "0:0.1;5:0.2", "0:1:2"})
        EXPECT_FALSE(Schedule::parse(text, "lr")) << text;
}

TEST(OptionText, RangesAndTypes)
{
    OptionSchema schema;
    EXPECT_EQ(rangeText(schema), "");
    schema.minimum = 0.0;
    EXPECT_EQ(rangeText(schema), ">= 0");
    schema.minimumExcluded = true;
    EXPECT_EQ(rangeText(schema), "> 0");
    schema.maximum = 1.0;
    EXPECT_EQ(rangeText(schema), "(0, 1]");
    schema.minimum = -std::numeric_limits<double>::infinity();
    schema.maximumExcluded = true;
    EXPECT_EQ(rangeText(schema), "< 1");
    EXPECT_EQ(toString(OptionType::Schedule), "schedule");
    EXPECT_EQ(toString(OptionValue(1e-4)), "0.0001");
    EXPECT_EQ(toString(OptionValue(true)), "true");
}
