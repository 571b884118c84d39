// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/workbench.h"

#include <QtCore/QDir>

namespace espalier::app {

Workbench::Workbench(WorkbenchOptions given)
    : options(std::move(given)), settings(options.settingsFile), bridge(options.makeEngine, options.log),
      project(bridge), history(bridge), timeline(bridge), probes(bridge),
      prompt(options.prompt ? std::move(options.prompt) : std::make_unique<DialogFilePrompt>())
{
    for (const ActionSpec &spec : actionTable()) {
        if (*spec.icon)
            actions[spec.id].setIcon(themes.icon(QLatin1String(spec.icon)));
    }
    if (options.connectLog)
        options.connectLog(log);
}

Workbench::~Workbench() = default;

PanelContext Workbench::panelContext()
{
    return {bridge, project, history, selection, colors, timeline, log, probes, actions, themes, gate};
}

QString Workbench::resource(const QString &relative) const
{
    return QDir(options.resourceFolder).filePath(relative);
}

} // namespace espalier::app
