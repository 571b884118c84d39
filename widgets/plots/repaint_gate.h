// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QTimer>

namespace espalier::widgets {

/// Something that can wait to be drawn.
class Repaintable
{
public:
    virtual ~Repaintable() = default;
    /// False while hidden: it then stays marked and is drawn when it shows up and marks itself again.
    virtual bool isOnScreen() const = 0;
    virtual void repaintNow() = 0;
};

/// One timer for all plots: however often they are marked, each is drawn at most once per 33 ms, and all in
/// the same tick. The owner holds back data while frozen; marks for the user's own zooming and panning still
/// go through. GUI thread.
class RepaintGate : public QObject
{
    Q_OBJECT

public:
    static constexpr int intervalMs = 33;

    explicit RepaintGate(QObject *parent = nullptr);

    /// `byUser`: through even when frozen.
    void mark(Repaintable &client, bool byUser = false);
    /// A client must be forgotten before it dies.
    void forget(Repaintable &client);
    void setFrozen(bool frozen);
    bool isFrozen() const { return m_frozen; }
    int marked() const { return int(m_dirty.size()); }

Q_SIGNALS:
    /// After a tick that drew `count` clients in `milliseconds`.
    void flushed(int count, double milliseconds);

private:
    void flush();
    void arm();
    bool mayDraw(Repaintable *client) const;

    QTimer m_timer;
    QElapsedTimer m_sinceFlush;
    QList<Repaintable *> m_dirty;
    QList<Repaintable *> m_urgent; // those of m_dirty that the user moved
    bool m_frozen = false;
};

} // namespace espalier::widgets
