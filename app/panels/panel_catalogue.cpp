// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panels/batch_norm_panel.h"
#include "app/panels/curves_panel.h"
#include "app/panels/gram_panel.h"
#include "app/panels/layers_panel.h"
#include "app/panels/log_panel.h"
#include "app/panels/norms_panel.h"
#include "app/panels/penalty_panel.h"
#include "app/panels/preview_panel.h"
#include "app/panels/recipe_panel.h"
#include "app/panels/result_panel.h"
#include "app/panels/run_panel.h"
#include "app/panels/timeline_panel.h"

#include <QtCore/QCoreApplication>

namespace espalier::app {

namespace {

template <class P>
PanelEntry entry(const char *id, const char *title, const char *icon)
{
    return {id, title, icon, [](const PanelContext &context, QWidget *parent) -> Panel * { return new P(context, parent); }};
}

} // namespace

const std::vector<PanelEntry> &allPanels()
{
    static const std::vector<PanelEntry> panels = {
        entry<LayersPanel>("layers", QT_TRANSLATE_NOOP("Panels", "Layers"), "layers"),
        entry<PreviewPanel>("preview", QT_TRANSLATE_NOOP("Panels", "Preview"), "evaluate"),
        entry<RecipePanel>("recipe", QT_TRANSLATE_NOOP("Panels", "Recipe"), "list"),
        entry<RunPanel>("run", QT_TRANSLATE_NOOP("Panels", "Run"), "start"),
        entry<CurvesPanel>("curves", QT_TRANSLATE_NOOP("Panels", "Curves"), "curves"),
        entry<PenaltyPanel>("penalty", QT_TRANSLATE_NOOP("Panels", "Penalty"), "curves"),
        entry<NormsPanel>("norms", QT_TRANSLATE_NOOP("Panels", "Norms"), "norms"),
        entry<GramPanel>("gram", QT_TRANSLATE_NOOP("Panels", "Gram"), "gram"),
        entry<BatchNormPanel>("batchnorm", QT_TRANSLATE_NOOP("Panels", "BatchNorm"), "batchnorm"),
        entry<ResultPanel>("result", QT_TRANSLATE_NOOP("Panels", "Result"), "compare"),
        entry<TimelinePanel>("timeline", QT_TRANSLATE_NOOP("Panels", "Timeline"), "timeline"),
        entry<LogPanel>("log", QT_TRANSLATE_NOOP("Panels", "Log"), "info"),
    };
    return panels;
}

QString panelTitle(const PanelEntry &entry)
{
    return QCoreApplication::translate("Panels", entry.title);
}

} // namespace espalier::app
