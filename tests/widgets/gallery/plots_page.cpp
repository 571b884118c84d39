// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gallery/pages.h"

#include "widgets/plots/color_registry.h"
#include "widgets/plots/heat_map_plot.h"
#include "widgets/plots/histogram_plot.h"
#include "widgets/plots/line_plot.h"
#include "widgets/plots/profile_plot.h"

#include <QtCore/QTimer>
#include <QtWidgets/QGridLayout>

#include <cmath>
#include <random>

namespace espalier::gallery {
namespace {

using namespace widgets;

constexpr double now = 61400, end = 124240;

QList<PlotPhase> phases()
{
    return {{0, 10000, QStringLiteral("Pick"), PhaseKind::Pick, false},
            {10000, 72000, QStringLiteral("Push"), PhaseKind::Push, false},
            {72000, 82000, QStringLiteral("Stabilise"), PhaseKind::Stabilise, true},
            {82000, end, QStringLiteral("Fine-tune (planned)"), PhaseKind::FineTune, true}};
}

QWidget *makeCurves(const ThemeService &themes, RepaintGate &gate)
{
    auto *plot = new LinePlot(themes, gate);
    plot->setTitle(QStringLiteral("Loss and accuracy"));
    plot->setAxis(PlotAxis::X, {QStringLiteral("step"), AxisScale::Linear});
    plot->setAxis(PlotAxis::Y, {QStringLiteral("loss, nats"), AxisScale::Linear});
    plot->setAxis(PlotAxis::Y2, {QStringLiteral("accuracy, %"), AxisScale::Linear});
    plot->addSeries({QStringLiteral("loss"), QStringLiteral("task loss"), 1, false, false, true, false,
                     QStringLiteral("nats"), 3});
    plot->addSeries({QStringLiteral("penalty"), QStringLiteral("penalty"), 4, false, true, false, false,
                     QStringLiteral("nats"), 3});
    plot->addSeries({QStringLiteral("tuning"), QStringLiteral("tuning accuracy"), 0, true, false, true, false,
                     QStringLiteral("%"), 2});
    plot->addSeries({QStringLiteral("old"), QStringLiteral("run 11, GReg-1"), LegendEntry::muted, true, false,
                     false, false, QStringLiteral("%"), 2});
    std::mt19937 random(7);
    std::normal_distribution<double> noise;
    for (double x = 0; x <= end; x += 200) {
        plot->append(QStringLiteral("old"), x,
                     (x < 78000 ? 93 : 91 - 10 * std::exp(-(x - 78000) / 1500)) + 0.25 * noise(random));
        if (x > now)
            continue;
        plot->append(QStringLiteral("loss"), x, 0.06 + x * 2.8e-6 + 0.02 * noise(random));
        plot->append(QStringLiteral("penalty"), x,
                     x < 10000 ? 0.01 : 0.1 + 0.65 * std::exp(-std::pow((x - 30000) / 13000, 2)));
        plot->append(QStringLiteral("tuning"), x, 93 - x * 1e-5 + 0.3 * noise(random));
    }
    QList<ProbePoint> probes;
    for (double x = 11000; x < now; x += 3000) {
        const double value = x < 32000 ? 40 : 64 + (x - 32000) * 9.2e-4;
        probes.append({x, value, value - 2, value + 2});
    }
    plot->setProbes({QStringLiteral("probe"), QStringLiteral("cut now, 95 %"), 2, true, false, false, false,
                     QStringLiteral("%"), 1},
                    probes);
    plot->setPhases(phases());
    plot->setNow(now);
    plot->setEvents({{10000, QStringLiteral("1"), {}}, {34000, QStringLiteral("2"), {}}});
    plot->setCuts({{82000, QStringLiteral("cut at about 82k"), {}, {}}, {78000, {}, 92.9, 81.2}});
    plot->setSmoothing(0.9);
    plot->setStrip(QStringLiteral("LR"),
                   {{0, 1e-3}, {82000, 1e-2}, {100000, 1e-3}, {114000, 1e-4}, {end, 1e-4}});
    plot->legend()->setNote(QStringLiteral("smoothing 0.90 · x: step"));
    QTimer::singleShot(300, plot, [plot] { plot->showCursor(40000); });
    return plot;
}

QWidget *makePenalty(const ThemeService &themes, RepaintGate &gate)
{
    auto *plot = new LinePlot(themes, gate);
    plot->setTitle(QStringLiteral("Penalty growth"));
    plot->setAxis(PlotAxis::X, {QStringLiteral("step"), AxisScale::Linear});
    plot->setAxis(PlotAxis::Y, {QStringLiteral("penalty λ"), AxisScale::Linear});
    plot->setSharedCurve(true);
    const double finish[]{41200, 47600, 52100, 56300, 59400, 1e9, 1e9};
    const char *names[]{"layer1.2.conv1", "layer2.0.conv1", "layer2.3.conv1", "layer2.7.conv1",
                        "layer3.1.conv1", "layer3.4.conv1", "layer3.8.conv1"};
    for (int i = 0; i < 7; ++i) {
        const QString id = QLatin1String(names[i]);
        plot->addSeries({id, id, i, false, false, false, true, {}, 4});
        for (double x = 0; x <= now; x += 100)
            plot->append(id, x, x < 10000 ? 1e-6 * x : 0.01 + (std::min(x, finish[i]) - 10000) * 1e-5);
        plot->setFinished(id, finish[i] < now);
        plot->setNote(id, finish[i] < now ? QStringLiteral("✓ finished %1k").arg(finish[i] / 1000)
                                          : QStringLiteral("growing, 83 %"));
    }
    plot->setPhases(phases().mid(0, 2));
    plot->setNow(now);
    plot->setLevels({{0.55, QStringLiteral("τ' = 0.55"), false}});
    return plot;
}

QWidget *makeNorms(const ThemeService &themes, RepaintGate &gate)
{
    auto *plot = new HistogramPlot(themes, gate);
    plot->setTitle(QStringLiteral("Filter norms"));
    std::mt19937 random(3);
    std::normal_distribution<double> low(-4.6, 0.35), high(-1.4, 0.3);
    QList<double> kept, marked;
    for (int i = 0; i < 495; ++i)
        kept << std::pow(10, high(random));
    for (int i = 0; i < 513; ++i)
        marked << std::pow(10, low(random));
    plot->setScores(kept, marked);
    plot->setThreshold(1e-3, QStringLiteral("τ"));
    return plot;
}

QWidget *makeGram(const ThemeService &themes, RepaintGate &gate)
{
    auto *plot = new HeatMapPlot(themes, gate);
    plot->setTitle(QStringLiteral("Gram matrix"));
    HeatMap map;
    map.rows = map.columns = 64;
    map.keptRows = map.keptColumns = 44;
    map.rowTitle = QStringLiteral("filter i");
    map.columnTitle = QStringLiteral("filter j");
    std::mt19937 random(5);
    std::normal_distribution<float> noise(0, 0.2f);
    map.values.resize(64 * 64);
    for (int i = 0; i < 64; ++i) {
        for (int j = 0; j <= i; ++j) {
            const bool pruned = i >= 44;
            const float value = i == j ? (pruned ? 0.004f : 0.8f) : noise(random) * (pruned ? 0.05f : 1.f);
            map.values[std::size_t(i * 64 + j)] = map.values[std::size_t(j * 64 + i)] = value;
        }
    }
    plot->setMap(std::move(map));
    plot->setValueTitle(QStringLiteral("w_i · w_j"));
    return plot;
}

QWidget *makeProfile(const ThemeService &themes, RepaintGate &gate)
{
    auto *plot = new ProfilePlot(themes, gate);
    plot->setTitle(QStringLiteral("Sorted profile"));
    QList<Profile> profiles;
    for (int s = 0; s < 3; ++s) {
        QList<double> scores;
        for (int i = 0; i < 64; ++i)
            scores << (i < 44 ? 2.3 - i * 0.02 : std::pow(0.5, s * 3) * (1.3 - i * 0.01));
        profiles.append({QString::number(s), QStringLiteral("step %1k").arg(s * 30),
                         s == 2   ? 1
                         : s == 0 ? 6
                                  : 0,
                         scores});
    }
    plot->setProfiles(profiles);
    plot->setKept(44);
    return plot;
}

} // namespace

QWidget *makePlotsPage(const ThemeService &themes)
{
    auto *page = new QWidget;
    auto *gate = new RepaintGate(page);
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(6, 6, 6, 6);
    grid->setSpacing(6);
    grid->addWidget(
        makeDock(themes, QStringLiteral("Curves"), QStringLiteral("run 14"), makeCurves(themes, *gate)), 0, 0,
        1, 4);
    grid->addWidget(
        makeDock(themes, QStringLiteral("Gram"), QStringLiteral("layer3.4.conv1"), makeGram(themes, *gate)),
        0, 4, 1, 2);
    grid->addWidget(makeDock(themes, QStringLiteral("Penalty"), QStringLiteral("λ per layer, 7 of 27 shown"),
                             makePenalty(themes, *gate)),
                    1, 0, 1, 2);
    grid->addWidget(makeDock(themes, QStringLiteral("Norms"), QStringLiteral("all 27 layers, step 61 400"),
                             makeNorms(themes, *gate)),
                    1, 2, 1, 2);
    grid->addWidget(makeDock(themes, QStringLiteral("Profile"), QStringLiteral("layer3.4.conv1"),
                             makeProfile(themes, *gate)),
                    1, 4, 1, 2);
    grid->setRowStretch(0, 4);
    grid->setRowStretch(1, 3);
    for (int column = 0; column < 6; ++column)
        grid->setColumnStretch(column, 1);
    return page;
}

} // namespace espalier::gallery
