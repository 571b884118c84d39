// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/vocabulary.h"

#include "data/dataset.h"
#include "formats/format.h"
#include "methods/method.h"
#include "model/zoo.h"
#include "train/trainer.h"

namespace espalier::engine {

recipe::Vocabulary makeVocabulary()
{
    recipe::Vocabulary vocabulary;
    vocabulary.stages = train::stageSchemas();
    for (const auto &entry : methods::allMethods())
        vocabulary.methods.push_back(entry.schema);
    for (const auto &entry : methods::allCriteria())
        vocabulary.criteria.push_back(entry.schema);
    for (const auto &preset : data::presets())
        vocabulary.presets.push_back(preset.name);
    for (const auto &entry : model::zooModels())
        vocabulary.zoo.push_back(entry.name);
    for (auto &each : formats::allFormats()) {
        const std::shared_ptr<const formats::Format> format = std::move(each);
        vocabulary.formats.push_back({format->id(), format->title(), format->note(), format->extensions(), format->reads(),
                                      format->writes(), format->holdsNetwork(),
                                      [format](const auto &file) { return format->recognises(file); }});
    }
    return vocabulary;
}

} // namespace espalier::engine
