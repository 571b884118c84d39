// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/help_dialogs.h"

#include "app/shell/messages.h"
#include "app/shell/workbench.h"
#include "widgets/controls/dialog.h"

#include <QtCore/QCoreApplication>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTextBrowser>
#include <QtWidgets/QVBoxLayout>

namespace espalier::app {

namespace {

void showPage(Workbench &workbench, QWidget &parent, const widgets::Dialog::Header &header, const QString &html)
{
    widgets::Dialog dialog(workbench.themes, widgets::Dialog::Width::Medium, &parent);
    dialog.setHeader(header);
    auto *page = new QTextBrowser(&dialog);
    page->setAccessibleName(header.title);
    page->setFrameShape(QFrame::NoFrame);
    page->setHtml(html);
    page->setMinimumHeight(workbench.themes.metrics().px(360));
    dialog.body()->addWidget(page);
    dialog.addButton(widgets::Dialog::Place::Close, QCoreApplication::translate("Help", "Close"));
    dialog.exec();
}

QString optionRows(const std::vector<recipe::OptionSchema> &options)
{
    QString rows;
    for (const recipe::OptionSchema &option : options) {
        rows += QStringLiteral("<tr><td><code>%1</code></td><td>%2</td><td>%3</td><td>%4</td></tr>")
                    .arg(QString::fromStdString(option.name).toHtmlEscaped(),
                         QString::fromStdString(recipe::toString(option.defaultValue)).toHtmlEscaped(),
                         QString::fromStdString(recipe::rangeText(option)).toHtmlEscaped(),
                         translated(option.help).toHtmlEscaped());
    }
    return rows;
}

template <class Schema>
QString schemaSection(const QString &heading, const std::vector<Schema> &schemas)
{
    QString html = QStringLiteral("<h2>%1</h2>").arg(heading);
    for (const Schema &schema : schemas) {
        html += QStringLiteral("<h3>%1</h3><p>%2</p><table cellspacing='6'>%3</table>")
                    .arg(translated(schema.title).toHtmlEscaped(), translated(schema.summary).toHtmlEscaped(),
                         optionRows(schema.options));
    }
    return html;
}

} // namespace

void showShortcuts(Workbench &workbench, QWidget &parent)
{
    QString html = QStringLiteral("<table cellspacing='6'>");
    for (const QAction *action : workbench.actions.all()) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            html += QStringLiteral("<tr><td><b>%1</b></td><td>%2</td></tr>")
                        .arg(keys.toHtmlEscaped(), action->statusTip().toHtmlEscaped());
    }
    html += QStringLiteral("</table>");
    showPage(workbench, parent, {QStringLiteral("help"), QCoreApplication::translate("Help", "Shortcuts"), QCoreApplication::translate("Help", "Keys that work everywhere in the window.")}, html);
}

void showMethods(Workbench &workbench, QWidget &parent)
{
    const recipe::Vocabulary &vocabulary = workbench.bridge.vocabulary();
    const QString html = schemaSection(QCoreApplication::translate("Help", "Methods"), vocabulary.methods) + schemaSection(QCoreApplication::translate("Help", "Criteria"), vocabulary.criteria)
                         + schemaSection(QCoreApplication::translate("Help", "Stages"), vocabulary.stages);
    showPage(workbench, parent, {QStringLiteral("leaf"), QCoreApplication::translate("Help", "Methods"), QCoreApplication::translate("Help", "What a recipe can be made of, with every option.")}, html);
}

void showAbout(Workbench &workbench, QWidget &parent)
{
    const QString html =
        QStringLiteral("<p>%1</p><p>%2</p><p>%3</p>")
            .arg(QCoreApplication::translate("Help", "A workbench for pruning neural networks. Everything stays on this computer."),
                 QCoreApplication::translate("Help", "Free software under the GNU General Public License, version 3 or later."),
                 QCoreApplication::translate("Help", "Built with Qt %1, LibTorch, QCustomPlot, spdlog, SQLite, libjpeg-turbo and libpng.").arg(QLatin1String(qVersion())));
    showPage(workbench, parent,
             {QStringLiteral("leaf"), QStringLiteral("Espalier %1").arg(QCoreApplication::applicationVersion()),
              QCoreApplication::translate("Help", "Shape a network, branch by branch.")},
             html);
}

} // namespace espalier::app
