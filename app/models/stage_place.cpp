// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/stage_place.h"

#include <QtCore/QStringList>

#include <utility>

namespace espalier::app {

const std::vector<recipe::Stage> &stagesAt(const recipe::Recipe &recipe, const StagePlace &list)
{
    const std::vector<recipe::Stage> *stages = &recipe.stages;
    for (const std::size_t index : list)
        stages = &stages->at(index).stages;
    return *stages;
}

std::vector<recipe::Stage> &stagesAt(recipe::Recipe &recipe, const StagePlace &list)
{
    return const_cast<std::vector<recipe::Stage> &>(stagesAt(std::as_const(recipe), list));
}

const recipe::Stage &stageAt(const recipe::Recipe &recipe, const StagePlace &stage)
{
    return stagesAt(recipe, listOf(stage)).at(stage.back());
}

recipe::Stage &stageAt(recipe::Recipe &recipe, const StagePlace &stage)
{
    return const_cast<recipe::Stage &>(stageAt(std::as_const(recipe), stage));
}

StagePlace listOf(const StagePlace &stage)
{
    return {stage.begin(), std::prev(stage.end())};
}

QString placeText(const StagePlace &stage)
{
    QStringList numbers;
    for (const std::size_t index : stage)
        numbers.append(QString::number(index + 1));
    return numbers.join(u'.');
}

} // namespace espalier::app
