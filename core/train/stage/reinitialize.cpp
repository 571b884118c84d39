// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/translate.h"
#include "recipe/option_schemas.h"
#include "train/data_dependent.h"
#include "train/jsv.h"
#include "train/measuring.h"
#include "train/reinitialisation.h"
#include "train/stage.h"
#include "train/stage_options.h"

#include "base/random.h"
#include "base/text.h"

#include <cmath>

namespace espalier::train {

using namespace recipe;

namespace {

constexpr const char *dataDependent = "data_dependent";

Reinit reinitOf(const std::string &text)
{
    for (const auto &[name, how] : reinitNames)
        if (text == name)
            return how;
    return text == dataDependent ? Reinit::Keep : Reinit::ExactIsometry;
}

double gainOf(const std::string &activation, const graph::Graph &graph)
{
    if (activation == "auto")
        return activationGain(graph);
    return activation == "relu" ? std::sqrt(2.0) : 1.0;
}

ReinitOptions reinitOptions(StageContext &context)
{
    const recipe::Options &options = context.stage.options;
    ReinitOptions reinit;
    reinit.how = reinitOf(recipe::textOption(options, "reinit"));
    reinit.gain = gainOf(recipe::textOption(options, "activation"), *context.model.network.graph);
    reinit.scale = recipe::realOption(options, "reinit_scale");
    const std::string &rescale = recipe::textOption(options, "rescale");
    reinit.rescale = rescale == "std"       ? ReinitOptions::Rescale::Kaiming
                     : rescale == "constant" ? ReinitOptions::Rescale::Constant
                                             : ReinitOptions::Rescale::None;
    reinit.factor = recipe::realOption(options, "rescale_by");
    for (const std::string &glob : base::split(recipe::textOption(options, "reinit_layers"), ','))
        if (!base::trim(glob).empty())
            reinit.layers.emplace_back(base::trim(glob));
    reinit.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x7265,
                                   static_cast<std::uint64_t>(context.services.position.stageIndex));
    reinit.steps = recipe::integerOption(options, "steps");
    reinit.forgetMoments = recipe::boolOption(options, "forget_moments");
    reinit.masks = context.model.masks;
    reinit.stopAsked = [&context] { return context.services.gate.stopAsked(); };
    return reinit;
}

/// The part of data_dependent that trains; rescaling comes behind it as behind any other.
base::Status trainForData(StageContext &context)
{
    if (!context.model.masks.empty())
        return base::Problem{base::ProblemCode::BadUsage, ESP_TR("Engine", "single weights are masked; this reinitialisation would "
                                                                           "not keep them at zero."),
                             "reinit", ESP_TR("Engine", "Choose AI, AI_scratch, orth, default or xavier_uniform.")};
    DataDependentOptions options;
    options.epochs = recipe::integerOption(context.stage.options, "epochs");
    options.batch = recipe::integerOption(context.stage.options, "batch");
    options.seed = base::randomBits(static_cast<std::uint64_t>(context.recipe.seed), 0x64617461,
                                    static_cast<std::uint64_t>(context.services.position.stageIndex));
    options.tuningShare = context.recipe.data.tuningShare;
    options.stopAsked = [&context] { return context.services.gate.stopAsked(); };
    auto &figures = context.services.record.record().figures;
    options.afterStep = [&figures](double loss) { figures["reinitialize.init_loss"] = loss; };
    return initialiseByData(context.model.network, hasData(context) ? context.trainer.dataset : nullptr,
                            context.trainer.preset.value_or(data::Preset()), options);
}

class Reinitialize : public Stage {
public:
    base::Status run(StageContext &context) override
    {
        const model::Weights before = context.model.network.weights;
        if (recipe::textOption(context.stage.options, "reinit") == dataDependent)
            if (const base::Status trained = trainForData(context); !trained)
                return trained;
        const auto layers = reinitialise(context.model.network, *context.model.trace.structure, reinitOptions(context));
        if (!layers) {
            context.model.network.weights = before;
            return layers.problem();
        }
        context.services.log->info("train", base::cat("reinitialised ", layers->size(), " layers."));
        const base::Status measured = look(context);
        // A stopped run goes on with this stage, from the weights that it found.
        if (!measured)
            context.model.network.weights = before;
        return measured;
    }

private:
    static base::Status look(StageContext &context)
    {
        if (const base::Status spread = measureJsv(context, context.model.network, "after_reinitialization", 0.0); !spread)
            return spread;
        const data::Split split = reportSplit(context);
        if (!hasData(context) || (split == data::Split::Test && !hasTest(context)))
            return {};
        const auto accuracy = measure(context, context.model.network, split);
        if (!accuracy)
            return accuracy.problem();
        context.services.reporter.accuracy(seriesOf(split), *accuracy, 0.0);
        context.services.record.record().afterReinitialization = *accuracy;
        context.services.record.record().final = *accuracy;
        return {};
    }
};

OptionSchema reinitOption()
{
    std::vector<std::string> names;
    for (const auto &[name, how] : reinitNames)
        names.emplace_back(name);
    names.emplace_back(dataDependent);
    return choiceSchema("reinit", ESP_TR("Engine", "Reinitialisation"), std::move(names),
                        ESP_TR("Engine", "What the weights become: exact isometry from the weights as they are (OrthP), with "
                                         "convolutions as a random centre tap (delta), or random orthogonal; fresh draws; "
                                         "approximate isometry (AI); trained without labels until the logits vary as the "
                                         "images do (data_dependent); or none, for rescale alone."));
}

OptionSchema stepsOption()
{
    OptionSchema schema =
        advanced(above(integerSchema("steps", ESP_TR("Engine", "Steps"), 10000,
                                     ESP_TR("Engine", "Adam steps per layer of the approximate isometry.")),
                       0));
    schema.unit = ESP_TR("Engine", "iterations");
    schema.scaled = true;
    return schema;
}

OptionSchema dataEpochsOption()
{
    OptionSchema schema = advanced(above(
        integerSchema("epochs", ESP_TR("Engine", "Epochs"), 10,
                      ESP_TR("Engine", "Passes over the training images of data_dependent; the rate 0.01 falls to a tenth at half of "
                                       "them and again at four fifths.")),
        0));
    schema.unit = ESP_TR("Engine", "epochs");
    schema.scaled = true;
    return schema;
}

OptionSchema dataBatchOption()
{
    return advanced(batchOption(128));
}

std::vector<OptionSchema> schemas()
{
    return {reinitOption(),
            choiceSchema("activation", ESP_TR("Engine", "Gain for"), {"auto", "linear", "relu"},
                         ESP_TR("Engine", "Isometries are scaled by 1 for linear networks and by the square root of 2 for "
                                          "ReLU; auto looks which it is.")),
            textSchema("reinit_layers", ESP_TR("Engine", "Only layers"), "",
                       ESP_TR("Engine", "Globs on layer names, separated by commas; empty = all layers.")),
            advanced(above(realSchema("reinit_scale", ESP_TR("Engine", "Scale"), 1.0,
                                      ESP_TR("Engine", "Factor on random orthogonal weights (orth).")),
                           0)),
            advanced(choiceSchema("rescale", ESP_TR("Engine", "Rescale"), {"none", "std", "constant"},
                                  ESP_TR("Engine", "Afterwards bring each layer to the deviation of Kaiming's fan-in rule, or "
                                                   "multiply it; both times the factor below."))),
            advanced(above(realSchema("rescale_by", ESP_TR("Engine", "Rescale by"), 1.0,
                                      ESP_TR("Engine", "The factor of rescale.")),
                           0)),
            stepsOption(),
            dataEpochsOption(),
            dataBatchOption(),
            advanced(boolSchema("forget_moments", ESP_TR("Engine", "Forget moments"), false,
                                ESP_TR("Engine", "Start Adam anew in every step, as the published code of the approximate "
                                                 "isometry did."))),
            jsvOption()};
}

} // namespace

StageEntry makeReinitializeEntry()
{
    recipe::StageSchema schema;
    schema.id = "reinitialize";
    schema.title = ESP_TR("Engine", "Reinitialise");
    schema.summary =
        ESP_TR("Engine", "Gives the layers new weights, as a start for fine-tuning or for training from scratch.");
    schema.options = schemas();
    return {schema, [] { return std::make_unique<Reinitialize>(); }};
}

} // namespace espalier::train
