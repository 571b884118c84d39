// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/export_dialog.h"

#include "app/models/engine_texts.h"
#include "app/shell/file_filters.h"
#include "app/shell/file_row.h"
#include "app/shell/messages.h"
#include "app/shell/workbench.h"
#include "widgets/controls/buttons.h"
#include "widgets/number_format.h"
#include "widgets/themed.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace espalier::app {

namespace format = widgets::format;

namespace {

constexpr int EndingRole = Qt::UserRole + 1;
constexpr const char *Preferred = "python"; // needs nothing but PyTorch to be used

QString reportText(const report::ExportReport &report)
{
    QStringList files;
    for (const std::string &file : report.files)
        files.append(QFileInfo(QString::fromStdString(file)).fileName());
    QString text = ExportDialog::tr("Wrote %1, %2.").arg(files.join(QStringLiteral(", ")), format::bytes(static_cast<double>(report.bytes)));
    if (report.verified)
        text += u' ' + ExportDialog::tr("Verified: read back, largest difference %1 (%2).")
                           .arg(format::scientific(report.maxAbsDiff), translated(report.how));
    else
        text += u' ' + ExportDialog::tr("Not verified.");
    return text;
}

} // namespace

ExportDialog::ExportDialog(Workbench &workbench, QWidget *parent)
    : Dialog(workbench.themes, Width::Medium, parent), m_workbench(workbench), m_format(new QComboBox(this)),
      m_file(new QLineEdit(this)), m_verify(new QCheckBox(tr("Read back and compare before the file gets its name"), this)),
      m_result(widgets::makeLabel(workbench.themes, {}))
{
    setHeader({QStringLiteral("export"), tr("Export the model"), tr("The network as it stands now, for other programs.")});
    for (const recipe::FileFormatSchema &each : writtenFormats(workbench.bridge.vocabulary())) {
        m_format->addItem(translated(each.title), QString::fromStdString(each.id));
        const int at = m_format->count() - 1;
        m_format->setItemData(at, QString::fromStdString(each.extensions.front()), EndingRole);
        m_format->setItemData(at, translated(each.note), Qt::ToolTipRole);
    }
    m_format->setCurrentIndex(std::max(0, m_format->findData(QLatin1String(Preferred))));
    m_verify->setChecked(true);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *browse = widgets::makeButton(tr("Browse…"), widgets::ButtonKind::Normal, this);
    auto *form = new QFormLayout;
    form->addRow(tr("&Format"), m_format);
    addFileRow(*form, tr("&File"), *m_file, *browse);
    form->addRow({}, m_verify);
    body()->addLayout(form);
    body()->addWidget(m_result);
    addButton(Place::Close, tr("Close"));
    connect(addButton(Place::Primary, tr("Export")), &QPushButton::clicked, this, &ExportDialog::write);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::refresh);
    connect(&workbench.bridge, &SessionBridge::commandFinished, this, &ExportDialog::onFinished);
    const report::Snapshot &snapshot = *workbench.bridge.snapshot();
    if (snapshot.model && snapshot.model->state != report::ModelStateKind::Cut)
        m_result->setText(tr("Nothing has been cut yet: the file will be as large as the original. Prune > Commit first?"));
    refresh();
}

QString ExportDialog::ending() const
{
    return m_format->currentData(EndingRole).toString();
}

void ExportDialog::refresh()
{
    const report::Snapshot &snapshot = *m_workbench.bridge.snapshot();
    QString folder = m_file->text().isEmpty() ? QString::fromStdString(snapshot.runFolder) + QStringLiteral("/exports")
                                              : QFileInfo(m_file->text()).absolutePath();
    QString name = QFileInfo(m_file->text()).completeBaseName();
    if (name.isEmpty())
        name = QStringLiteral("pruned");
    m_file->setText(QDir(folder).filePath(name + ending()));
}

void ExportDialog::browse()
{
    const QFileInfo now(m_file->text());
    const QString file = m_workbench.prompt->saveFile(
        this, {tr("Export the model"), now.absolutePath(), u'*' + ending(), now.fileName()});
    if (!file.isEmpty())
        m_file->setText(file);
}

void ExportDialog::write()
{
    button(Place::Primary)->setEnabled(false);
    m_result->setText(tr("Writing and checking…"));
    m_running = m_workbench.bridge.post(session::ExportModel{m_file->text().toStdString(),
                                                             m_format->currentData().toString().toStdString(), m_verify->isChecked()});
}

void ExportDialog::onFinished(const report::CommandDone &done)
{
    if (done.id != m_running)
        return;
    button(Place::Primary)->setEnabled(true);
    const auto &exported = m_workbench.bridge.snapshot()->exported;
    if (done.problem)
        m_result->setText(problemText(*done.problem));
    else if (exported)
        m_result->setText(reportText(*exported));
}

} // namespace espalier::app
