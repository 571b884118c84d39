// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/themed.h"

namespace espalier::widgets {

/// A caption over a large figure with its unit: "Speed" / "58.3 it/s". Keeps its width while the figure
/// changes, growing only when a longer one comes.
class StatTile : public Themed
{
    Q_OBJECT

public:
    StatTile(const ThemeService &themes, const QString &caption, QWidget *parent = nullptr);

    void setCaption(const QString &caption);
    /// `suffix` (unit, "of 27", "est.") is smaller and in text3.
    void setFigure(const QString &figure, const QString &suffix = {});
    /// A second line such as "−50.3 %"; empty leaves it out.
    void setDelta(const QString &text, Token token = Token::Success);
    /// The value before, drawn small in front: "125.7 →".
    void setBefore(const QString &before);
    QString figure() const { return m_figure; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void themeChanged() override { m_widest = 0; }

private:
    double figureLineWidth() const;
    void changed();

    QString m_caption, m_figure, m_suffix, m_before, m_delta;
    Token m_deltaToken = Token::Success;
    double m_widest = 0;
};

} // namespace espalier::widgets
