// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/plot_export.h"

#include "widgets/plots/plot_frame.h"

#include <QtCore/QDir>

namespace espalier::app {

base::Status exportAllPlots(const QList<Panel *> &panels, const QString &folder)
{
    for (const Panel *panel : panels) {
        for (QWidget *widget : panel->plots()) {
            auto *plot = qobject_cast<widgets::PlotFrame *>(widget);
            for (const char *suffix : {".png", ".csv"}) {
                const QString name = plot->title().toLower().replace(u' ', u'-') + QLatin1String(suffix);
                const QString failure = plot->saveAs(QDir(folder).filePath(name));
                if (!failure.isEmpty())
                    return base::Problem{base::ProblemCode::WorkFailed, failure.toStdString(), folder.toStdString(),
                                         "Choose a folder that can be written to."};
            }
        }
    }
    return {};
}

} // namespace espalier::app
