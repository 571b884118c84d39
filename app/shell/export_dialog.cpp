// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/export_dialog.h"

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

namespace espalier::app {

namespace format = widgets::format;

namespace {

struct Choice
{
    const char *id;
    const char *extension;
    const char *text;
};

// The order is the recommendation: what a colleague can use without Espalier comes first.
constexpr Choice choices[] = {
    {"python", ".py", QT_TRANSLATE_NOOP("espalier::app::ExportDialog", "Python module with weights")},
    {"pt2", ".pt2", QT_TRANSLATE_NOOP("espalier::app::ExportDialog", "PyTorch program (torch.export)")},
    {"torch_save", ".pth", QT_TRANSLATE_NOOP("espalier::app::ExportDialog", "PyTorch state dict")},
    {"safetensors", ".safetensors", QT_TRANSLATE_NOOP("espalier::app::ExportDialog", "safetensors")},
    {"onnx", ".onnx", QT_TRANSLATE_NOOP("espalier::app::ExportDialog", "ONNX")},
    {"kept", ".json", QT_TRANSLATE_NOOP("espalier::app::ExportDialog", "Kept indices and loader")},
};

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
    for (const Choice &choice : choices)
        m_format->addItem(tr(choice.text), QLatin1String(choice.id));
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

void ExportDialog::refresh()
{
    const Choice &choice = choices[m_format->currentIndex()];
    const report::Snapshot &snapshot = *m_workbench.bridge.snapshot();
    QString folder = m_file->text().isEmpty() ? QString::fromStdString(snapshot.runFolder) + QStringLiteral("/exports")
                                              : QFileInfo(m_file->text()).absolutePath();
    QString name = QFileInfo(m_file->text()).completeBaseName();
    if (name.isEmpty())
        name = QStringLiteral("pruned");
    m_file->setText(QDir(folder).filePath(name + QLatin1String(choice.extension)));
}

void ExportDialog::browse()
{
    const Choice &choice = choices[m_format->currentIndex()];
    const QFileInfo now(m_file->text());
    const QString file = m_workbench.prompt->saveFile(
        this, {tr("Export the model"), now.absolutePath(), QStringLiteral("*%1").arg(QLatin1String(choice.extension)), now.fileName()});
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
