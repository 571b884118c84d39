// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/palette_entries.h"

#include "app/shell/dock_host.h"
#include "app/shell/main_window.h"
#include "app/shell/workbench.h"
#include "widgets/palette/command_palette.h"

#include <QtCore/QCoreApplication>

namespace espalier::app {

namespace {

QList<widgets::PaletteEntry> layerEntries(Workbench &workbench, MainWindow &window)
{
    QList<widgets::PaletteEntry> entries;
    const auto &structure = workbench.project.structure();
    if (!structure)
        return entries;
    for (const graph::Layer &layer : structure->layers) {
        widgets::PaletteEntry entry;
        entry.text = QString::fromStdString(layer.name);
        entry.group = QCoreApplication::translate("Palette", "Layer");
        entry.icon = workbench.themes.icon(QStringLiteral("layers"));
        entry.run = [&workbench, &window, name = entry.text, group = layer.group] {
            window.docks().reveal(QStringLiteral("layers"));
            workbench.selection.select(name, group);
        };
        entries.append(entry);
    }
    return entries;
}

} // namespace

void fillPalette(widgets::CommandPalette &palette, Workbench &workbench, MainWindow &window)
{
    palette.addSource([&workbench] { return widgets::entriesFromActions(workbench.actions.all()); });
    palette.addSource([&workbench, &window] { return layerEntries(workbench, window); });
}

} // namespace espalier::app
