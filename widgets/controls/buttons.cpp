// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/controls/buttons.h"

#include <QtGui/QAction>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolButton>

#include <array>

namespace espalier::widgets {
namespace {

constexpr std::array kindNames{"normal", "primary", "quiet", "danger", "link"};

Token iconToken(const QPushButton &button)
{
    const QString kind = button.property("kind").toString();
    if (kind == QLatin1String("primary"))
        return Token::OnAccent;
    if (kind == QLatin1String("danger"))
        return Token::Danger;
    return kind == QLatin1String("link") ? Token::Accent : Token::Text2;
}

void setUpIconButton(QToolButton *button, const ThemeService &themes)
{
    const auto size = [button, &themes] {
        const Metrics &m = themes.metrics();
        button->setFixedSize(m.fieldSmall, m.fieldSmall);
        button->setIconSize({m.icon, m.icon});
    };
    size();
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    QObject::connect(&themes, &ThemeService::changed, button, size);
}

} // namespace

void setStyleProperty(QWidget *widget, const char *name, const QVariant &value)
{
    if (widget->property(name) == value)
        return;
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

QPushButton *makeButton(const QString &text, ButtonKind kind, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setAutoDefault(false);
    setButtonKind(button, kind);
    return button;
}

void setButtonKind(QPushButton *button, ButtonKind kind)
{
    setStyleProperty(button, "kind", QLatin1String(kindNames[std::size_t(kind)]));
    if (kind == ButtonKind::Link)
        button->setCursor(Qt::PointingHandCursor);
}

void setButtonIcon(QPushButton *button, const ThemeService &themes, const QString &icon)
{
    button->setIcon(themes.icon(icon, iconToken(*button)));
    const auto size = [button, &themes] {
        const Metrics &m = themes.metrics();
        button->setIconSize(
            {m.icon + m.px(4), m.icon}); // the drawing is centred: two pixels more to the text
    };
    size();
    QObject::connect(&themes, &ThemeService::changed, button, size);
}

void setSmall(QWidget *control)
{
    setStyleProperty(control, "small", QStringLiteral("true"));
}

QToolButton *makeIconButton(const ThemeService &themes, const QString &icon, const QString &name,
                            QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(themes.icon(icon));
    button->setToolTip(name);
    button->setAccessibleName(name);
    setUpIconButton(button, themes);
    return button;
}

QToolButton *makeIconButton(const ThemeService &themes, QAction *action, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setAccessibleName(action->text());
    setUpIconButton(button, themes);
    return button;
}

} // namespace espalier::widgets
