// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image_fixtures.h"
#include "data/source.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cmath>
#include <fstream>
#include <set>

namespace espalier::data {
namespace {

namespace fs = std::filesystem;

/// Expects a problem whose line holds `part`.
void expectProblem(const base::Result<std::shared_ptr<const Dataset>> &result, base::ProblemCode code,
                   const std::string &part)
{
    ASSERT_FALSE(result) << "no problem, but expected: " << part;
    EXPECT_EQ(result.problem().code, code) << problemText(result);
    EXPECT_NE(problemText(result).find(part), std::string::npos) << problemText(result);
    EXPECT_FALSE(result.problem().remedy.empty()) << problemText(result);
}

void writeGz(const fs::path &path, const std::vector<std::uint8_t> &bytes)
{
    const gzFile file = gzopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())), static_cast<int>(bytes.size()));
    gzclose(file);
}

void makeIdx(const fs::path &root, std::int64_t train = 40, std::int64_t test = 20)
{
    writeBytes(root / "train-images-idx3-ubyte", idxImages(train, 28, 28));
    writeBytes(root / "train-labels-idx1-ubyte", idxLabels(train, 10));
    writeBytes(root / "t10k-images-idx3-ubyte", idxImages(test, 28, 28));
    writeBytes(root / "t10k-labels-idx1-ubyte", idxLabels(test, 10));
}

std::vector<std::uint8_t> cifarRecords(int count, int labelBytes, int classes)
{
    std::vector<std::uint8_t> out;
    for (int i = 0; i < count; ++i) {
        for (int k = 0; k < labelBytes; ++k)
            out.push_back(static_cast<std::uint8_t>(k + 1 == labelBytes ? i % classes : 0));
        for (int p = 0; p < 3072; ++p)
            out.push_back(static_cast<std::uint8_t>(p / 1024 * 50 + p % 1024 % 50));
    }
    return out;
}

void makeCifar10(const fs::path &root)
{
    for (int i = 1; i <= 5; ++i)
        writeBytes(root / ("data_batch_" + std::to_string(i) + ".bin"), cifarRecords(10, 1, 10));
    writeBytes(root / "test_batch.bin", cifarRecords(20, 1, 10));
}

class SourceTest : public testing::Test {
protected:
    test::TemporaryFolder m_temporary;
    fs::path root() const { return m_temporary.path(); }
};

TEST_F(SourceTest, FolderIsReadInOrderOfClassesAndNames)
{
    makeImageFolder(root());
    copyFixture("grey.jpg", root() / "train" / "cat" / "deeper" / "9.JPG");
    writeBytes(root() / "train" / "cat" / "notes.txt", {1});
    writeBytes(root() / "train" / ".hidden" / "1.jpg", {1});
    const auto dataset = openDataset("folder:" + root().string(), optionsOf("cifar10"));
    ASSERT_TRUE(dataset) << problemText(dataset);
    EXPECT_EQ((*dataset)->classes, (std::vector<std::string>{"cat", "dog"}));
    EXPECT_EQ((*dataset)->train.labels, (std::vector<std::int64_t>{0, 0, 0, 0, 1, 1, 1}));
    EXPECT_EQ((*dataset)->test.count(), 6);
    EXPECT_EQ((*dataset)->train.height, 32);
    EXPECT_EQ((*dataset)->train.channels, 3);
    const std::vector<std::uint8_t> expected = imageFixture("colour420.jpg.raw");
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), (*dataset)->train.pixels->begin()));
    ASSERT_EQ((*dataset)->warnings.size(), 1u); // the grey one is 28x20
    EXPECT_NE((*dataset)->warnings[0].find("1 images were resized to 32x32"), std::string::npos);
    EXPECT_EQ((*dataset)->hash.size(), 32u);
}

TEST_F(SourceTest, FolderTakesValForTestAndItsKindIsFoundOut)
{
    makeImageFolder(root());
    fs::rename(root() / "test", root() / "val");
    const auto dataset = openDataset(root().string(), optionsOf("none"));
    ASSERT_TRUE(dataset) << problemText(dataset);
    EXPECT_EQ((*dataset)->train.width, 32);
    EXPECT_EQ((*dataset)->source, root().string());
}

TEST_F(SourceTest, TinyImagenetIsReadAsItWasPublished)
{
    for (const char *name : {"train/n01/images/n01_0.JPEG", "train/n02/images/n02_0.JPEG", "val/images/val_0.JPEG",
                             "val/images/val_1.JPEG", "val/images/val_2.JPEG", "test/images/test_0.JPEG"})
        copyFixture("colour420.jpg", root() / name);
    const std::string text = "val_0.JPEG\tn02\t0\t1\t2\t3\nval_1.JPEG\tn01\t0\t0\t9\t9\nval_2.JPEG\tn02\t0\t0\t9\t9\n";
    writeBytes(root() / "val" / "val_annotations.txt", {text.begin(), text.end()});
    const auto dataset = openDataset("folder:" + root().string(), optionsOf("tinyimagenet"));
    ASSERT_TRUE(dataset) << problemText(dataset);
    EXPECT_EQ((*dataset)->classes, (std::vector<std::string>{"n01", "n02"}));
    EXPECT_EQ((*dataset)->train.labels, (std::vector<std::int64_t>{0, 1}));
    EXPECT_EQ((*dataset)->test.labels, (std::vector<std::int64_t>{0, 1, 1}));
    EXPECT_EQ((*dataset)->train.height, 64);
    copyFixture("colour420.jpg", root() / "val/images/val_3.JPEG");
    expectProblem(openDataset("folder:" + root().string(), optionsOf("tinyimagenet")), base::ProblemCode::Mismatch,
                  "val_3.JPEG");
}

TEST_F(SourceTest, FolderNamesEachFaultAndItsRemedy)
{
    const auto open = [&] { return openDataset("folder:" + root().string(), optionsOf("cifar10")); };
    expectProblem(open(), base::ProblemCode::NotFound, "There is no folder train/ in it; it holds nothing");
    fs::create_directories(root() / "images");
    expectProblem(open(), base::ProblemCode::NotFound, "it holds images");
    fs::create_directories(root() / "train");
    expectProblem(open(), base::ProblemCode::NotFound, "test/ or val/");
    fs::create_directories(root() / "test");
    expectProblem(open(), base::ProblemCode::Malformed, "no class folders");
    makeImageFolder(root());
    fs::create_directories(root() / "train" / "bird");
    expectProblem(open(), base::ProblemCode::Mismatch, "train/ has 3 classes, test/ has 2; only in train/: bird");
    fs::create_directories(root() / "test" / "bird");
    expectProblem(open(), base::ProblemCode::Malformed, "The class folder 'bird' holds no images");
}

TEST_F(SourceTest, UnreadableImagesAreCountedAndTheFirstFiveNamed)
{
    makeImageFolder(root(), 8);
    for (int i = 0; i < 6; ++i)
        writeBytes(root() / "train" / "dog" / (std::to_string(i) + ".jpg"), {'n', 'o'});
    copyFixture("cut.jpg", root() / "test" / "cat" / "0.jpg");
    OpenOptions options = optionsOf("cifar10");
    const auto refused = openDataset("folder:" + root().string(), options);
    expectProblem(refused, base::ProblemCode::Unreadable, "7 of 32 images can't be read: train/dog/0.jpg (it is neither");
    EXPECT_EQ(problemText(refused).find("dog/5.jpg"), std::string::npos);
    options.skipUnreadable = true;
    const auto dataset = openDataset("folder:" + root().string(), options);
    ASSERT_TRUE(dataset) << problemText(dataset);
    EXPECT_EQ((*dataset)->train.count(), 10);
    EXPECT_EQ((*dataset)->test.count(), 15);
    EXPECT_EQ((*dataset)->train.pixels->size(), 10u * 32 * 32 * 3);
    EXPECT_NE((*dataset)->warnings.at(0).find("7 of 32"), std::string::npos);
}

TEST_F(SourceTest, FolderCacheIsUsedUntilAFileChanges)
{
    makeImageFolder(root() / "images");
    OpenOptions options = optionsOf("cifar10");
    options.cacheFolder = root() / "cache";
    const std::string source = "folder:" + (root() / "images").string();
    const auto first = openDataset(source, options);
    ASSERT_TRUE(first) << problemText(first);
    const auto cacheFiles = [&] { return std::distance(fs::directory_iterator(root() / "cache"), fs::directory_iterator()); };
    EXPECT_EQ(cacheFiles(), 1);
    const auto second = openDataset(source, options);
    ASSERT_TRUE(second);
    EXPECT_EQ((*second)->hash, (*first)->hash);
    EXPECT_EQ(*(*second)->train.pixels, *(*first)->train.pixels);
    EXPECT_EQ((*second)->test.labels, (*first)->test.labels);
    EXPECT_EQ((*second)->classes, (*first)->classes);

    copyFixture("colour444.jpg", root() / "images" / "train" / "cat" / "0.jpg");
    const auto changed = openDataset(source, options);
    ASSERT_TRUE(changed);
    EXPECT_NE((*changed)->hash, (*first)->hash);
    EXPECT_EQ(cacheFiles(), 2);
}

TEST_F(SourceTest, DamagedCacheIsIgnored)
{
    makeImageFolder(root() / "images");
    OpenOptions options = optionsOf("cifar10");
    options.cacheFolder = root() / "cache";
    const std::string source = "folder:" + (root() / "images").string();
    const auto first = openDataset(source, options);
    ASSERT_TRUE(first);
    const fs::path file = fs::directory_iterator(root() / "cache")->path();
    std::ifstream in(file, std::ios::binary);
    const std::vector<std::uint8_t> good{std::istreambuf_iterator<char>(in), {}};
    for (std::size_t at = 0; at < good.size(); at += at < 600 ? 29 : 4999) {
        std::vector<std::uint8_t> bad = good;
        bad[at] ^= 0x5A;
        writeBytes(file, bad);
        const auto again = openDataset(source, options);
        ASSERT_TRUE(again) << at;
        ASSERT_EQ(*(*again)->train.pixels, *(*first)->train.pixels) << at;
        ASSERT_EQ((*again)->train.labels, (*first)->train.labels) << at;
        writeBytes(file, {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(at)});
        ASSERT_TRUE(openDataset(source, options)) << at;
    }
}

TEST_F(SourceTest, SubsetIsStratifiedAndRepeatable)
{
    makeImageFolder(root(), 10);
    OpenOptions options = optionsOf("cifar10");
    options.subset = 6;
    const auto dataset = openDataset("folder:" + root().string(), options);
    ASSERT_TRUE(dataset);
    EXPECT_EQ((*dataset)->train.labels, (std::vector<std::int64_t>{0, 0, 0, 1, 1, 1}));
    EXPECT_EQ((*dataset)->test.count(), 6);
}

TEST_F(SourceTest, IdxIsReadPlainDottedAndCompressed)
{
    makeIdx(root());
    const auto plain = openDataset("idx:" + root().string(), optionsOf("mnist32"));
    ASSERT_TRUE(plain) << problemText(plain);
    EXPECT_EQ((*plain)->train.height, 32);
    EXPECT_EQ((*plain)->train.count(), 40);
    EXPECT_EQ((*plain)->classes.size(), 10u);

    fs::remove(root() / "train-images-idx3-ubyte");
    writeGz(root() / "train-images-idx3-ubyte.gz", idxImages(40, 28, 28));
    fs::rename(root() / "t10k-labels-idx1-ubyte", root() / "t10k-labels.idx1-ubyte");
    const auto mixed = openDataset(root().string(), optionsOf("mnist32"));
    ASSERT_TRUE(mixed) << problemText(mixed);
    EXPECT_EQ((*mixed)->hash, (*plain)->hash);
}

TEST_F(SourceTest, IdxIsResizedAsPillowDoes)
{
    std::vector<std::uint8_t> images{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28};
    const Image pattern = testPattern(28, 28, 1);
    images.insert(images.end(), pattern.pixels.begin(), pattern.pixels.end());
    makeIdx(root());
    writeBytes(root() / "train-images-idx3-ubyte", images);
    writeBytes(root() / "train-labels-idx1-ubyte", idxLabels(1, 10));
    const auto dataset = openDataset("idx:" + root().string(), optionsOf("mnist32"));
    ASSERT_TRUE(dataset) << problemText(dataset);
    EXPECT_EQ(*(*dataset)->train.pixels, imageFixture("resize_up.raw"));
}

TEST_F(SourceTest, IdxChannelsFollowThePreset)
{
    makeIdx(root());
    OpenOptions options = optionsOf("mnist32");
    options.preset.channels = 3;
    const auto dataset = openDataset("idx:" + root().string(), options);
    ASSERT_TRUE(dataset);
    EXPECT_EQ((*dataset)->train.channels, 3);
    expectProblem(openDataset("idx:" + root().string(), optionsOf("cifar10")), base::ProblemCode::Mismatch,
                  "The images are 28x28, the preset 'cifar10' takes 32x32");
}

TEST_F(SourceTest, IdxClassesHaveNamesIfAFileGivesThem)
{
    makeIdx(root());
    std::ofstream(root() / "classes.txt") << "T-shirt\nTrouser\n";
    expectProblem(openDataset(root().string(), optionsOf("none")), base::ProblemCode::Mismatch, "classes.txt names 2");
    std::ofstream(root() / "classes.txt") << "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";
    const auto dataset = openDataset(root().string(), optionsOf("none"));
    ASSERT_TRUE(dataset);
    EXPECT_EQ((*dataset)->classes[9], "j");
}

TEST_F(SourceTest, IdxNamesEachFaultAndItsRemedy)
{
    const auto open = [&] { return openDataset("idx:" + root().string(), optionsOf("mnist32")); };
    expectProblem(open(), base::ProblemCode::NotFound, "train-images-idx3-ubyte(.gz) is missing");
    makeIdx(root());
    writeBytes(root() / "t10k-labels-idx1-ubyte", idxLabels(19, 10));
    expectProblem(open(), base::ProblemCode::Mismatch, "20 images, but 19 labels");

    std::vector<std::uint8_t> images = idxImages(40, 28, 28);
    images.pop_back();
    writeBytes(root() / "train-images-idx3-ubyte", images);
    expectProblem(open(), base::ProblemCode::Malformed, "cut short: 1 bytes are missing");
    images.resize(images.size() + 2);
    writeBytes(root() / "train-images-idx3-ubyte", images);
    expectProblem(open(), base::ProblemCode::Malformed, "More bytes follow");
    images[3] = 1;
    writeBytes(root() / "train-images-idx3-ubyte", images);
    expectProblem(open(), base::ProblemCode::Malformed, "does not begin as an IDX file");
    writeBytes(root() / "train-images-idx3-ubyte", {0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255});
    expectProblem(open(), base::ProblemCode::Malformed, "claims the size");
    fs::remove(root() / "train-images-idx3-ubyte");
    writeGz(root() / "train-images-idx3-ubyte.gz", idxImages(40, 28, 28));
    fs::resize_file(root() / "train-images-idx3-ubyte.gz", 100);
    expectProblem(open(), base::ProblemCode::Malformed, "train-images-idx3-ubyte.gz");
}

TEST_F(SourceTest, CifarBinariesAreRead)
{
    makeCifar10(root() / "cifar-10-batches-bin");
    const auto ten = openDataset(root().string(), optionsOf("cifar10"));
    ASSERT_TRUE(ten) << problemText(ten);
    EXPECT_EQ((*ten)->train.count(), 50);
    EXPECT_EQ((*ten)->test.labels[13], 3);
    EXPECT_EQ((*ten)->classes.size(), 10u);
    const std::uint8_t *pixel = (*ten)->train.pixels->data() + 3 * 7; // image 0, row 0, column 7: channels 7, 57, 107
    EXPECT_EQ(pixel[0], 7);
    EXPECT_EQ(pixel[1], 57);
    EXPECT_EQ(pixel[2], 107);

    writeBytes(root() / "hundred" / "train.bin", cifarRecords(200, 2, 100));
    writeBytes(root() / "hundred" / "test.bin", cifarRecords(100, 2, 100));
    const auto hundred = openDataset("cifar100:" + (root() / "hundred").string(), optionsOf("cifar100"));
    ASSERT_TRUE(hundred) << problemText(hundred);
    EXPECT_EQ((*hundred)->train.labels[142], 42);
    EXPECT_EQ((*hundred)->classes.size(), 100u);
}

TEST_F(SourceTest, CifarNamesEachFaultAndItsRemedy)
{
    const auto open = [&] { return openDataset("cifar10:" + root().string(), optionsOf("cifar10")); };
    expectProblem(open(), base::ProblemCode::NotFound, "data_batch_1.bin is missing");
    makeCifar10(root());
    fs::resize_file(root() / "data_batch_3.bin", 30'000);
    expectProblem(open(), base::ProblemCode::Malformed, "30000 bytes, no multiple of the 3073");
    writeBytes(root() / "data_batch_3.bin", cifarRecords(12, 1, 11));
    expectProblem(open(), base::ProblemCode::Malformed, "Image 10 has label 10");
}

TEST_F(SourceTest, UnknownKindsAndDirectoriesAreNamed)
{
    expectProblem(openDataset("foldr:/tmp", optionsOf("none")), base::ProblemCode::BadUsage, "Did you mean 'folder:'?");
    expectProblem(openDataset((root() / "nothing").string(), optionsOf("none")), base::ProblemCode::NotFound, "nothing");
    expectProblem(openDataset("folder:" + (root() / "nothing").string(), optionsOf("none")), base::ProblemCode::NotFound,
                  "no such directory");
    expectProblem(openDataset(root().string(), optionsOf("none")), base::ProblemCode::Malformed, "holds no data of a kind");
    expectProblem(openDataset("sample:", optionsOf("sample")), base::ProblemCode::NotFound, "sample data are not there");
}

TEST(Presets, HaveUniqueNamesAndWholeStatistics)
{
    std::set<std::string> names;
    for (const Preset &preset : presets()) {
        EXPECT_TRUE(names.insert(preset.name).second);
        EXPECT_EQ(preset.mean.size(), preset.std.size()) << preset.name;
        EXPECT_TRUE(preset.mean.empty() || static_cast<std::int64_t>(preset.mean.size()) == preset.channels);
        EXPECT_TRUE(findPreset(preset.name));
    }
    const auto unknown = findPreset("cifar1O");
    ASSERT_FALSE(unknown);
    EXPECT_NE(problemText(unknown).find("Did you mean 'cifar10'?"), std::string::npos);
}

TEST(Sample, OpensFromTheResources)
{
    OpenOptions options = optionsOf("sample");
    options.sampleFolder = ESPALIER_SOURCE_DIR "/resources/sample";
    const auto dataset = openDataset("sample:", options);
    ASSERT_TRUE(dataset) << problemText(dataset);
    EXPECT_EQ((*dataset)->train.count(), 10'000);
    EXPECT_EQ((*dataset)->test.count(), 2'000);
    EXPECT_EQ((*dataset)->classes.size(), 10u);
    std::vector<int> perClass(10, 0);
    double sum = 0.0, squares = 0.0;
    for (const std::int64_t label : (*dataset)->train.labels)
        ++perClass[static_cast<std::size_t>(label)];
    EXPECT_EQ(perClass, std::vector<int>(10, 1000));
    for (const std::uint8_t pixel : *(*dataset)->train.pixels) {
        sum += pixel / 255.0;
        squares += pixel / 255.0 * (pixel / 255.0);
    }
    const double count = static_cast<double>((*dataset)->train.pixels->size());
    EXPECT_NEAR(sum / count, options.preset.mean[0], 5e-4);
    EXPECT_NEAR(std::sqrt(squares / count - sum / count * (sum / count)), options.preset.std[0], 5e-4);
}

} // namespace
} // namespace espalier::data
