// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/controls/segments.h"
#include "widgets/palette/command_palette.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QDir>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QToolBar>

#include <memory>

using namespace espalier;
using namespace espalier::widgets;

namespace {

struct Page
{
    const char *name;
    QWidget *(*make)(const ThemeService &);
};

constexpr Page pages[]{
    {"Controls", gallery::makeControlsPage},
    {"Layers", gallery::makeLayersPage},
    {"Forms", gallery::makeFormsPage},
    {"Timeline", gallery::makeTimelinePage},
    {"Extras", gallery::makeExtrasPage},
    {"Plots", gallery::makePlotsPage},
};

QTabWidget *makeTabs(const ThemeService &themes)
{
    auto *tabs = new QTabWidget;
    tabs->setDocumentMode(true);
    for (const Page &page : pages)
        tabs->addTab(page.make(themes), QLatin1String(page.name));
    return tabs;
}

void addThemeSwitch(QMainWindow &window, ThemeService &themes)
{
    auto *bar = window.addToolBar(QStringLiteral("Theme"));
    bar->setMovable(false);
    for (const char *icon : {"open", "data", "evaluate", "solve", "probe", "start", "stop", "cut", "export"})
        bar->addAction(themes.icon(QLatin1String(icon)), QLatin1String(icon))
            ->setEnabled(qstrcmp(icon, "stop") != 0);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *modes = new Segments(themes);
    for (const char *name : {"System", "Light", "Dark", "High contrast"})
        modes->addSegment(QLatin1String(name));
    QObject::connect(modes, &Segments::currentChanged, &themes,
                     [&themes](int at) { themes.setMode(ThemeMode(at)); });
    bar->addWidget(modes);
}

void settle(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

// popups and dialogs, each over the window
void saveWindows(QMainWindow &window, ThemeService &themes, const QString &folder, const QString &theme)
{
    const auto grab = [&](QWidget &widget, const char *name) {
        settle(80);
        widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(folder, QLatin1String(name), theme));
    };
    const std::unique_ptr<QDialog> dialog(gallery::makeDialog(themes, &window));
    dialog->show();
    grab(*dialog, "dialog");
    dialog->hide();
    const std::unique_ptr<CommandPalette> palette(gallery::makePalette(themes, &window));
    palette->open(QStringLiteral("t"));
    grab(*palette, "palette");
    palette->hide();
    const std::unique_ptr<QMenu> menu(gallery::makeMenu(themes, &window));
    menu->popup(window.mapToGlobal(QPoint(100, 100)));
    grab(*menu, "menu");
    menu->hide();
}

void save(QMainWindow &window, QTabWidget &tabs, ThemeService &themes, const QString &folder)
{
    QDir().mkpath(folder);
    const QList<QPair<QString, ThemeMode>> modes{{QStringLiteral("light"), ThemeMode::Light},
                                                 {QStringLiteral("dark"), ThemeMode::Dark},
                                                 {QStringLiteral("contrast"), ThemeMode::HighContrast}};
    for (const auto &[name, mode] : modes) {
        themes.setMode(mode);
        for (int page = 0; page < tabs.count(); ++page) {
            tabs.setCurrentIndex(page);
            settle(page + 1 == tabs.count() ? 500 : 120);
            const QString file =
                QStringLiteral("%1/%2-%3.png").arg(folder, tabs.tabText(page).toLower(), name);
            window.grab().save(file);
        }
        saveWindows(window, themes, folder, name);
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    const QCommandLineOption saveTo(QStringLiteral("save"),
                                    QStringLiteral("Save pictures of all pages and end."),
                                    QStringLiteral("folder"));
    const QCommandLineOption font(QStringLiteral("font"), QStringLiteral("Font family, 13 px."),
                                  QStringLiteral("family"));
    const QCommandLineOption scale(QStringLiteral("scale"), QStringLiteral("Font scale in percent."),
                                   QStringLiteral("percent"), QStringLiteral("100"));
    parser.addOptions({saveTo, font, scale});
    parser.process(app);
    if (parser.isSet(font)) {
        QFont family(parser.value(font));
        family.setPixelSize(13);
        QApplication::setFont(family);
    }
    ThemeService themes;
    themes.setFontScale(parser.value(scale).toInt());
    themes.install();
    QMainWindow window;
    window.setWindowTitle(QStringLiteral("Widgets"));
    QTabWidget *tabs = makeTabs(themes);
    window.setCentralWidget(tabs);
    addThemeSwitch(window, themes);
    window.resize(1400, 900);
    window.show();
    if (!parser.isSet(saveTo))
        return QApplication::exec();
    save(window, *tabs, themes, parser.value(saveTo));
    return 0;
}
