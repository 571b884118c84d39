// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/program.h"

#include "app/shell/file_controller.h"
#include "app/shell/log_relay.h"
#include "app/shell/main_window.h"
#include "app/shell/run_controller.h"
#include "app/shell/screenshots.h"
#include "app/shell/translations.h"
#include "app/shell/view_controller.h"
#include "app/shell/workbench.h"
#include "base/installation.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QDir>
#include <QtCore/QStandardPaths>
#include <QtCore/QTimer>
#include <QtWidgets/QApplication>

namespace espalier::app {

namespace {

struct Arguments
{
    QString file;
    QString settings;
    QString screenshots;
    QString language;
    bool sample = false;
};

Arguments parseArguments(const QStringList &given)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("A workbench for pruning neural networks."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("file"), QStringLiteral("Weights, a run directory or zoo:NAME to open."));
    const QCommandLineOption sample(QStringLiteral("sample"), QStringLiteral("Open the sample."));
    const QCommandLineOption settings(QStringLiteral("settings"), QStringLiteral("Use this INI file for settings."), QStringLiteral("FILE"));
    const QCommandLineOption screenshots(QStringLiteral("screenshots"),
                                         QStringLiteral("Play the sample, write screenshots into DIR and quit."), QStringLiteral("DIR"));
    const QCommandLineOption language(QStringLiteral("language"), QStringLiteral("en or de."), QStringLiteral("CODE"));
    parser.addOptions({sample, settings, screenshots, language});
    parser.process(given);
    return {parser.positionalArguments().value(0), parser.value(settings), parser.value(screenshots), parser.value(language),
            parser.isSet(sample)};
}

std::shared_ptr<base::Log> openLog(const QString &folder, const std::shared_ptr<LogRelay> &relay)
{
    QDir().mkpath(folder);
    base::LogOptions options;
    options.file = QDir(folder).filePath(QStringLiteral("espalier.log")).toStdString();
    options.observer = [relay](const base::LogLine &line) { (*relay)(line); };
    return base::makeLog(options);
}

WorkbenchOptions workbenchOptions(const Arguments &arguments, const MakeEngine &makeEngine, const std::shared_ptr<LogRelay> &relay)
{
    WorkbenchOptions options;
    options.settingsFile = arguments.settings;
    if (const auto folder = base::resourceFolder())
        options.resourceFolder = QString::fromStdString(folder->string());
    options.logFolder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/logs");
    options.log = openLog(options.logFolder, relay);
    options.connectLog = [relay](LogModel &model) { relay->connectTo(&model); };
    const EngineSettings engine{Settings(arguments.settings).threads()};
    options.makeEngine = [makeEngine, engine] { return makeEngine(engine); };
    return options;
}

} // namespace

int runProgram(int argc, char **argv, const MakeEngine &makeEngine)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("Espalier"));
    QCoreApplication::setOrganizationName(QStringLiteral("Espalier"));
    QCoreApplication::setApplicationVersion(QString::fromUtf8(base::version().data(), static_cast<qsizetype>(base::version().size())));
    const Arguments arguments = parseArguments(QCoreApplication::arguments());
    installTranslations(application, arguments.language.isEmpty() ? Settings(arguments.settings).language() : arguments.language);

    const auto relay = std::make_shared<LogRelay>();
    Workbench workbench(workbenchOptions(arguments, makeEngine, relay));
    workbench.themes.setFontScale(workbench.settings.fontScale());
    applyThemeMode(workbench, workbench.settings.themeMode());
    workbench.themes.install();
    MainWindow window(workbench);
    FileController files(workbench, window);
    RunController runs(workbench, window);
    ViewController views(workbench, window);
    window.show();
    if (!arguments.screenshots.isEmpty())
        return takeScreenshots(workbench, window, files, arguments.screenshots);
    if (arguments.sample)
        QTimer::singleShot(0, &files, &FileController::openSample);
    else if (!arguments.file.isEmpty())
        QTimer::singleShot(0, &files, [&] { files.open(arguments.file); });
    const int code = QApplication::exec();
    relay->connectTo(nullptr);
    return code;
}

} // namespace espalier::app
