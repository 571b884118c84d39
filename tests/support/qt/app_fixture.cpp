// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/qt/app_fixture.h"

#include <QtTest/QTest>

namespace espalier::test {

namespace {

recipe::Stage stageOf(const recipe::Vocabulary &vocabulary, const std::string &kind)
{
    recipe::Stage stage;
    stage.kind = kind;
    const recipe::StageSchema *schema = vocabulary.stage(kind);
    for (const recipe::OptionSchema &option : schema->options)
        stage.options[option.name] = option.defaultValue;
    if (schema->takesMethod) {
        stage.method = vocabulary.methods.front().id;
        for (const recipe::OptionSchema &option : vocabulary.methods.front().options)
            stage.methodOptions[option.name] = option.defaultValue;
    }
    return stage;
}

} // namespace

AppFixture::AppFixture(FakeScript script) : workbench(std::make_unique<app::Workbench>(options(std::move(script)))) { }

app::WorkbenchOptions AppFixture::options(FakeScript script)
{
    app::WorkbenchOptions options;
    auto prepared = std::make_unique<PreparedPrompt>();
    prompt = prepared.get();
    options.prompt = std::move(prepared);
    options.settingsFile = folder.filePath(QStringLiteral("settings.ini"));
    options.resourceFolder = QStringLiteral(ESPALIER_SOURCE_DIR "/resources");
    options.makeEngine = [script = std::move(script)] { return std::make_unique<FakeEngine>(script); };
    return options;
}

bool AppFixture::waitIdle(int milliseconds)
{
    return QTest::qWaitFor([this] { return !workbench->bridge.isBusy(); }, milliseconds);
}

bool AppFixture::openWithData()
{
    workbench->bridge.post(session::OpenModel{{"zoo:cifar_resnet20", {}, 0}, folder.filePath(QStringLiteral("project")).toStdString()});
    workbench->bridge.post(session::BindData{{"sample:", "sample", 0, 0.1}});
    return waitIdle() && workbench->project.hasModel() && workbench->bridge.snapshot()->data;
}

void AppFixture::chooseRecipe()
{
    const recipe::Vocabulary &vocabulary = workbench->bridge.vocabulary();
    recipe::Recipe recipe;
    recipe.name = "test";
    recipe.model = {"zoo:cifar_resnet20", {}, 0};
    recipe.data = {"sample:", vocabulary.presets.front(), 0, 0.1};
    recipe.ratios.kind = recipe::RatioSpec::Kind::Patterns;
    recipe.ratios.patterns = {{"layer*.conv1", 0.5}};
    for (const char *kind : {"penalize", "cut", "finetune"})
        recipe.stages.push_back(stageOf(vocabulary, kind));
    const auto adopted = workbench->project.adoptRecipe(recipe);
    QVERIFY2(adopted.hasValue(), adopted ? "" : toString(adopted.problem()).c_str());
}

} // namespace espalier::test
