// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/plot_frame.h"
#include "widgets/plots/plot_marks.h"
#include "widgets/plots/series_buffer.h"

#include <memory>
#include <vector>

class QCPGraph;

namespace espalier::widgets {

/// How one curve looks and reads.
struct SeriesSpec
{
    QString id; ///< unique within the plot
    QString name;
    int color = 0;            ///< index of Theme::series, or LegendEntry::inText / muted
    bool onRightAxis = false;
    bool dashed = false;
    bool smooth = true;       ///< takes part in smoothing; the raw curve then is its ghost
    bool mono = false;        ///< name in the fixed font
    QString unit;             ///< in the read-out
    int decimals = 3;         ///< in the read-out
};

/// Curves over steps (or any growing x), with everything a training run shows around them. Points are only
/// ever appended, sorted; what is drawn is reduced to 2000 buckets, so 10⁶ points per series pan smoothly.
class LinePlot : public PlotFrame
{
    Q_OBJECT

public:
    LinePlot(const ThemeService &themes, RepaintGate &gate, QWidget *parent = nullptr);
    ~LinePlot() override;

    static constexpr int bucketsAtMost = 2000;

    /// A series with the same id is replaced, its points kept.
    void addSeries(const SeriesSpec &spec);
    void removeSeries(const QString &id);
    void clear(); ///< all series, marks and probes
    /// False if the series is unknown or x goes back.
    bool append(const QString &id, double x, double y);
    bool append(const QString &id, const QList<double> &xs, const QList<double> &ys);
    /// A min-max band (10 %) in the series' colour.
    bool appendBand(const QString &id, double x, double low, double high);
    void clearPoints(const QString &id);
    const SeriesBuffer *points(const QString &id) const; ///< nullptr if unknown

    void setVisible(const QString &id, bool visible);
    bool isVisible(const QString &id) const;
    void solo(const QString &id); ///< that one alone; again: all
    void setSelected(const QString &id); ///< drawn 2.75 wide; empty: none
    /// A disc at its last point, and its note in the legend.
    void setFinished(const QString &id, bool finished);
    void setNote(const QString &id, const QString &note);
    void setSmoothing(double weight); ///< 0 to 0.999
    double smoothing() const { return m_smoothing; }
    /// Curves that run together are drawn once, in the text colour, up to where each falls below the highest.
    void setSharedCurve(bool shared);

    void setPhases(const QList<PlotPhase> &phases);
    void setNow(double x);
    void setCuts(const QList<CutMark> &cuts);
    void setEvents(const QList<EventMark> &events);
    void setLevels(const QList<LevelMark> &levels);
    /// Dots with whiskers under an id of their own ("cut now, 95 %").
    void setProbes(const SeriesSpec &spec, const QList<ProbePoint> &points);
    void clearProbes();
    /// A low strip under the plot for the learning rate; the part after now is planned and dashed.
    void setStrip(const QString &title, const QList<PlotPoint> &points);

    PlotTable table() const override;
    /// Of each visible series in [from, to], in the order of the legend.
    QList<QPair<QString, SeriesStatistics>> statistics(double from, double to) const;

protected:
    void refresh() override;
    void paintBelow(QPainter &painter) override;
    void paintAbove(QPainter &painter) override;
    bool dataRange(PlotAxis axis, AxisRange &range) const override;
    Readout readoutAt(double x) const override;
    QMargins margins() const override;
    int stripBelow() const override;

private:
    struct Series;
    struct Probes;

    Series *find(const QString &id) const;
    void rebuildLegend();
    void smoothAgain(Series &series) const;
    void updateShared();
    bool advanceShared();
    const Series *longestShared() const;
    void feedShared(int buckets);
    void feed(Series &series, int buckets);
    void style(Series &series, bool antialiased);
    PlotMap map() const;
    void paintStrip(QPainter &painter) const;
    bool isRightUsed() const;

    std::vector<std::shared_ptr<Series>> m_series; // shared with tables
    QCPGraph *m_sharedLine = nullptr; // owned by the canvas
    std::vector<Probes> m_probes;
    QList<PlotPhase> m_phases;
    QList<CutMark> m_cuts;
    QList<EventMark> m_events;
    QList<LevelMark> m_levels;
    QList<PlotPoint> m_strip;
    QString m_stripTitle, m_selected, m_solo;
    double m_now;
    double m_smoothing = 0;
    bool m_shared = false;
};

} // namespace espalier::widgets
