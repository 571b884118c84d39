// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

#include <functional>
#include <vector>

class QAction;

namespace espalier::widgets {
class RepaintGate;
class ThemeService;
}

namespace espalier::app {

class Actions;
class LayerColors;
class LogModel;
class ProbeBoard;
class Project;
class RunHistory;
class Selection;
class SessionBridge;
class TimelineModel;

/// What a panel may use. Everything outlives the panels. Panels never know each other: they meet in the models.
struct PanelContext
{
    SessionBridge &bridge;
    Project &project;
    RunHistory &history;
    Selection &selection;
    LayerColors &colors;
    TimelineModel &timeline;
    LogModel &log;
    ProbeBoard &probes;
    Actions &actions;
    widgets::ThemeService &themes;
    widgets::RepaintGate &gate;
};

/// The body of a dock. Header texts and buttons are told, the dock frame draws them.
class Panel : public QWidget
{
    Q_OBJECT

public:
    explicit Panel(QWidget *parent = nullptr);

    const QString &subtitle() const { return m_subtitle; }
    /// Buttons for the dock header, left to right; owned by the panel.
    virtual QList<QAction *> headerActions() const { return {}; }
    /// Plots of the panel that can be exported, with a name each; empty if it has none.
    virtual QList<QWidget *> plots() const { return {}; }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void subtitleChanged(const QString &subtitle);

protected:
    void setSubtitle(const QString &subtitle);
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_subtitle;
};

/// One row of the panel catalogue.
struct PanelEntry
{
    const char *id;    ///< object name and settings key: "layers"
    const char *title; ///< English key in context "Panels"
    const char *icon;
    std::function<Panel *(const PanelContext &, QWidget *parent)> create;
};

/// All panels, in menu order.
const std::vector<PanelEntry> &allPanels();
QString panelTitle(const PanelEntry &entry);

} // namespace espalier::app
