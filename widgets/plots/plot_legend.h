// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

#include <QtCore/QList>

namespace espalier::widgets {

/// How a series is drawn, and so its key in the legend.
enum class KeyMark { Line, Dashed, Ghost, Disc, Square, Ring, Kept, Marked };

struct LegendEntry
{
    static constexpr int inText = -1;  ///< `series`: the text colour
    static constexpr int muted = -2;   ///< text3

    QString id;
    QString name;
    KeyMark mark = KeyMark::Line;
    int series = 0;    ///< colour index
    QString note;      ///< second line in the list form: "growing, 78 %"
    bool on = true;
    bool mono = false; ///< name in the fixed font (layer names)
};

/// The legend, outside the data: one row above the plot, or a list at its right when there are more than six.
/// Click (or Space) switches a series, Ctrl+click or double-click (or S) shows it alone.
class PlotLegend : public Themed
{
    Q_OBJECT

public:
    explicit PlotLegend(const ThemeService &themes, QWidget *parent = nullptr);

    static constexpr int mostInRow = 6;

    void setEntries(const QList<LegendEntry> &entries);
    const QList<LegendEntry> &entries() const { return m_entries; }
    bool isList() const { return m_entries.size() > mostInRow; }
    /// A text at the right end of the row: "smoothing 0.90 · x: step".
    void setNote(const QString &note);
    /// Where the row begins: under the plot's left axis.
    void setIndent(int pixels);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Draws into any painter, for exported pictures.
    void paintTo(QPainter &painter, const QSize &size) const;
    static QColor colorOf(const LegendEntry &entry, const Theme &theme);

Q_SIGNALS:
    void toggled(const QString &id);
    void soloed(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    QList<QRectF> places(const QSize &size) const;
    double nameWidth(const LegendEntry &entry) const;
    void paintEntry(QPainter &painter, const LegendEntry &entry, const QRectF &place) const;
    void paintKey(QPainter &painter, const LegendEntry &entry, const QRectF &key) const;
    void describe();

    QList<LegendEntry> m_entries;
    QString m_note;
    int m_current = 0;
    int m_scroll = 0;
    int m_indent = 0;
};

/// The key of an entry alone, e.g. in the read-out. `key` is 18 x 10 or so.
void paintKeyMark(QPainter &painter, const LegendEntry &entry, const QRectF &key, const Theme &theme,
                  const Metrics &metrics);

} // namespace espalier::widgets
