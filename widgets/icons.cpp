// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/icons.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtSvg/QSvgRenderer>

#include <algorithm>

namespace espalier::widgets {
namespace {

QString pathOf(const QString &name)
{
    return QStringLiteral(":/icons/%1.svg").arg(name);
}

QPixmap render(const QString &name, const QColor &color, const QSize &deviceSize)
{
    QPixmap pixmap(deviceSize);
    pixmap.fill(Qt::transparent);
    QSvgRenderer renderer(recoloredSvg(name, color));
    QPainter painter(&pixmap);
    const int side = std::min(deviceSize.width(), deviceSize.height());
    renderer.render(&painter, QRectF((deviceSize.width() - side) / 2.0, (deviceSize.height() - side) / 2.0,
                                     side, side));
    return pixmap;
}

} // namespace

QByteArray recoloredSvg(const QString &name, const QColor &color)
{
    QFile file(pathOf(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll().replace("currentColor", color.name().toLatin1());
}

struct Icons::Store
{
    Theme theme = Theme::make(ThemeId::Light);
    QHash<QString, QPixmap> cache;

    QPixmap pixmap(const QString &name, const QColor &color, const QSize &deviceSize)
    {
        const QString key = QStringLiteral("%1 %2 %3x%4").arg(name, color.name()).arg(deviceSize.width())
                                .arg(deviceSize.height());
        QPixmap &entry = cache[key];
        if (entry.isNull())
            entry = render(name, color, deviceSize);
        return entry;
    }
};

class Icons::Engine : public QIconEngine
{
public:
    Engine(std::shared_ptr<Store> store, QString name, Token token)
        : m_store(std::move(store)), m_name(std::move(name)), m_token(token) {}

    QIconEngine *clone() const override { return new Engine(m_store, m_name, m_token); }
    QString iconName() override { return m_name; }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return m_store->pixmap(m_name, colorFor(mode, state), size);
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatioF();
        QPixmap image = pixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state);
        image.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect.topLeft(), image);
    }

private:
    QColor colorFor(QIcon::Mode mode, QIcon::State state) const
    {
        if (mode == QIcon::Disabled)
            return m_store->theme[Token::Disabled];
        return m_store->theme[state == QIcon::On ? Token::Accent : m_token];
    }

    std::shared_ptr<Store> m_store;
    QString m_name;
    Token m_token;
};

Icons::Icons() : m_store(std::make_shared<Store>()) {}

Icons::~Icons() = default;

QIcon Icons::icon(const QString &name, Token token) const
{
    return QFile::exists(pathOf(name)) ? QIcon(new Engine(m_store, name, token)) : QIcon();
}

void Icons::paint(QPainter &painter, const QRectF &rect, const QString &name, const QColor &color) const
{
    const qreal ratio = painter.device()->devicePixelRatioF();
    const qreal side = std::min(rect.width(), rect.height());
    QPixmap image = m_store->pixmap(name, color, (QSizeF(side, side) * ratio).toSize());
    image.setDevicePixelRatio(ratio);
    const QPointF corner = rect.center() - QPointF(side / 2, side / 2);
    painter.drawPixmap(corner.toPoint(), image);
}

QIcon Icons::applicationIcon()
{
    return QIcon(pathOf(QStringLiteral("espalier")));
}

QStringList Icons::names()
{
    QStringList names;
    for (const QString &file : QDir(QStringLiteral(":/icons")).entryList({QStringLiteral("*.svg")}))
        names << file.chopped(4);
    names.removeOne(QStringLiteral("espalier"));
    names.sort();
    return names;
}

void Icons::setTheme(const Theme &theme)
{
    m_store->theme = theme;
    m_store->cache.clear();
}

} // namespace espalier::widgets
