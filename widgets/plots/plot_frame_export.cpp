// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/plot_frame.h"

#include <QtCore/QFileInfo>
#include <QtCore/QMimeData>
#include <QtCore/QSaveFile>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QImage>
#include <QtGui/QPainter>
#include <QtGui/QPdfWriter>
#include <QtSvg/QSvgGenerator>

namespace espalier::widgets {

PlotCanvas::Export PlotFrame::exportOf(double scale, bool vector) const
{
    PlotCanvas::Export how;
    how.size = m_canvas.widget()->size();
    how.scale = scale;
    how.vector = vector;
    how.ground = theme()[Token::Plot];
    if (m_legend->isList() || m_legend->entries().isEmpty())
        return how;
    how.header = m_legend->sizeHint().height();
    how.paintHeader = [this, width = how.size.width(), height = how.header](QPainter &painter) {
        m_legend->paintTo(painter, QSize(width, height));
    };
    return how;
}

QImage PlotFrame::image(double scale)
{
    repaintNow();
    const PlotCanvas::Export how = exportOf(scale, false);
    QImage image(QSize(how.size.width(), how.size.height() + how.header) * scale,
                 QImage::Format_ARGB32_Premultiplied);
    m_canvas.exportTo(image, how);
    return image;
}

void PlotFrame::copyImage()
{
    QGuiApplication::clipboard()->setImage(image(2));
}

void PlotFrame::copyData() const
{
    QGuiApplication::clipboard()->setText(toTabbed(table()));
}

QString PlotFrame::saveVector(const QString &path)
{
    repaintNow();
    PlotCanvas::Export how = exportOf(1, true);
    const QSize whole(how.size.width(), how.size.height() + how.header);
    bool done = false;
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator generator;
        generator.setFileName(path);
        generator.setSize(whole);
        generator.setViewBox(QRect(QPoint(), whole));
        generator.setTitle(title());
        done = m_canvas.exportTo(generator, how);
    } else {
        QPdfWriter writer(path);
        constexpr int dotsPerPoint = 10;
        writer.setResolution(72 * dotsPerPoint);
        writer.setPageSize(QPageSize(QSizeF(whole) * 0.75, QPageSize::Point)); // 96 pixels are 72 points
        writer.setPageMargins(QMarginsF());
        writer.setTitle(title());
        how.scale = 0.75 * dotsPerPoint;
        done = m_canvas.exportTo(writer, how);
    }
    return done && QFileInfo(path).size() > 0 ? QString() : tr("%1 cannot be written").arg(path);
}

QString PlotFrame::saveAs(const QString &path, double scale)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == QLatin1String("svg") || suffix == QLatin1String("pdf"))
        return saveVector(path);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return tr("%1: %2", "file: reason").arg(path, file.errorString());
    if (suffix == QLatin1String("csv"))
        file.write(toCsv(table()).toUtf8());
    else if (suffix == QLatin1String("png"))
        image(scale).save(&file, "PNG");
    else
        return tr("%1: the name must end in .png, .svg, .pdf or .csv").arg(path);
    return file.commit() ? QString() : tr("%1: %2", "file: reason").arg(path, file.errorString());
}

} // namespace espalier::widgets
