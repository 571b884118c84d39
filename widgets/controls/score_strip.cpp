// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/score_strip.h"

#include "widgets/number_format.h"
#include "widgets/painting.h"

#include <QtGui/QHelpEvent>
#include <QtGui/QKeyEvent>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace espalier::widgets {

ScoreStrip::ScoreStrip(const ThemeService &themes, QWidget *parent) : Themed(themes, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Channels by score"));
}

void ScoreStrip::setScores(const QList<double> &scores, const QList<bool> &kept)
{
    m_scores = scores;
    m_kept = kept;
    m_kept.resize(scores.size());
    m_order.resize(scores.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    std::stable_sort(m_order.begin(), m_order.end(), [&](int a, int b) {
        return std::isnan(scores[b]) ? !std::isnan(scores[a]) : scores[a] > scores[b];
    });
    m_greatest = 0;
    for (double score : scores)
        m_greatest = std::isfinite(score) ? std::max(m_greatest, score) : m_greatest;
    makeCurrent(m_current);
}

void ScoreStrip::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
}

QSize ScoreStrip::sizeHint() const
{
    return {metrics().px(300), minimumSizeHint().height()};
}

QSize ScoreStrip::minimumSizeHint() const
{
    return {metrics().px(120), metrics().px(46) + qCeil(QFontMetricsF(fonts().caption).height())};
}

QRectF ScoreStrip::barRect(int position) const
{
    const double slot = width() / std::max(1.0, double(m_order.size()));
    const double room = metrics().px(42);
    const double score = m_scores[m_order[position]];
    const double share =
        m_greatest > 0 && std::isfinite(score) ? std::clamp(score / m_greatest, 0.0, 1.0) : 0;
    const double height = std::max(2.0, std::round(room * share)), gap = slot > 3 ? 1 : 0;
    return {slot * position, metrics().px(44) - height, std::max(1.0, slot - gap), height};
}

int ScoreStrip::positionAt(double x) const
{
    const int at = int(x / std::max(1, width()) * double(m_order.size()));
    return at >= 0 && at < m_order.size() ? at : -1;
}

QString ScoreStrip::describe(int position) const
{
    if (position < 0 || position >= m_order.size())
        return {};
    const int channel = m_order[position];
    return tr("channel %1, score %2, %3").arg(channel).arg(format::general(m_scores[channel], 3),
                                                           m_kept[channel] ? tr("kept") : tr("marked"));
}

void ScoreStrip::makeCurrent(int position)
{
    m_current = std::clamp(position, 0, std::max(0, int(m_order.size()) - 1));
    setAccessibleDescription(describe(m_current));
    update();
}

void ScoreStrip::request(int position)
{
    if (!m_readOnly && position >= 0 && position < m_order.size())
        Q_EMIT toggleRequested(m_order[position]);
}

void ScoreStrip::mousePressEvent(QMouseEvent *event)
{
    const int at = positionAt(event->position().x());
    if (at < 0 || event->button() != Qt::LeftButton)
        return;
    makeCurrent(at);
    request(at);
}

void ScoreStrip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left: return makeCurrent(m_current - 1);
    case Qt::Key_Right: return makeCurrent(m_current + 1);
    case Qt::Key_Home: return makeCurrent(0);
    case Qt::Key_End: return makeCurrent(int(m_order.size()) - 1);
    case Qt::Key_Space: return request(m_current);
    default: Themed::keyPressEvent(event);
    }
}

bool ScoreStrip::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return Themed::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), describe(positionAt(help->pos().x())), this);
    return true;
}

void ScoreStrip::paintEnds(QPainter &painter) const
{
    painter.setFont(fonts().caption);
    const QRectF row(0, metrics().px(45), width(), QFontMetricsF(painter.font()).height());
    painter.setPen(theme()[Token::Text3]);
    drawNumber(painter, row, tr("score %1").arg(format::general(m_scores[m_order.first()], 3)),
               Qt::AlignLeft | Qt::AlignVCenter);
    drawNumber(painter, row, format::general(m_scores[m_order.last()], 3), Qt::AlignRight | Qt::AlignVCenter);
    const auto kept = std::count(m_kept.begin(), m_kept.end(), true);
    painter.setPen(theme()[Token::Text2]);
    painter.drawText(row, Qt::AlignCenter, tr("%1 kept, %2 marked").arg(kept).arg(m_kept.size() - kept));
}

void ScoreStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_order.isEmpty())
        return;
    for (int i = 0; i < m_order.size(); ++i) {
        if (m_kept[m_order[i]])
            painter.fillRect(barRect(i), theme()[Token::Keep]);
        else
            drawMarked(painter, barRect(i), theme(), metrics());
    }
    paintEnds(painter);
    if (hasFocus()) {
        const QRectF bar = barRect(m_current);
        drawFocusRing(painter, QRectF(bar.left() - 2, 0, bar.width() + 4, metrics().px(45)), theme(),
                      metrics(), 2);
    }
}

} // namespace espalier::widgets
