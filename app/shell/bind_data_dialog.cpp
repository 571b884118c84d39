// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/bind_data_dialog.h"

#include "app/shell/file_row.h"
#include "app/shell/workbench.h"
#include "widgets/controls/buttons.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

namespace espalier::app {

BindDataDialog::BindDataDialog(Workbench &workbench, QWidget *parent)
    : Dialog(workbench.themes, Width::Medium, parent), m_workbench(workbench), m_kind(new QComboBox(this)),
      m_folder(new QLineEdit(this)), m_browse(widgets::makeButton(tr("Browse…"), widgets::ButtonKind::Normal, this)),
      m_preset(new QComboBox(this)), m_subset(new QSpinBox(this)), m_tuning(new QDoubleSpinBox(this))
{
    setHeader({QStringLiteral("data"), tr("Bind data"),
               tr("Training, probes and accuracy need images with class labels. They are read once and kept in memory.")});
    m_kind->addItem(tr("Image folder: train and test with a folder per class"), QStringLiteral("folder:"));
    m_kind->addItem(tr("IDX files of the MNIST family"), QStringLiteral("idx:"));
    m_kind->addItem(tr("CIFAR-10, binary files"), QStringLiteral("cifar10:"));
    m_kind->addItem(tr("CIFAR-100, binary files"), QStringLiteral("cifar100:"));
    m_kind->addItem(tr("The sample: Fashion-MNIST subset"), QStringLiteral("sample:"));
    for (const std::string &preset : workbench.bridge.vocabulary().presets)
        m_preset->addItem(QString::fromStdString(preset));
    m_subset->setRange(0, 10'000'000);
    m_subset->setSpecialValueText(tr("all images"));
    m_tuning->setRange(0.0, 50.0);
    m_tuning->setDecimals(1);
    m_tuning->setSuffix(QStringLiteral(" %"));
    m_tuning->setToolTip(tr("Share of the training images set apart for probes and stop rules; never trained on."));
    auto *form = new QFormLayout;
    form->addRow(tr("&Kind"), m_kind);
    addFileRow(*form, tr("&Folder"), *m_folder, *m_browse);
    form->addRow(tr("&Preset"), m_preset);
    form->addRow(tr("&At most per split"), m_subset);
    form->addRow(tr("Set apart for &tuning"), m_tuning);
    body()->addLayout(form);
    addButton(Place::Close, tr("Cancel"));
    connect(addButton(Place::Primary, tr("Bind")), &QPushButton::clicked, this, &QDialog::accept);
    connect(m_browse, &QPushButton::clicked, this, &BindDataDialog::browse);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &BindDataDialog::refresh);
    connect(m_folder, &QLineEdit::textChanged, this, &BindDataDialog::refresh);
    fill(workbench.project.edits().recipe.data);
}

recipe::DataSpec BindDataDialog::data() const
{
    recipe::DataSpec data;
    const QString kind = m_kind->currentData().toString();
    data.source = (kind == QLatin1String("sample:") ? kind : kind + m_folder->text()).toStdString();
    data.preset = m_preset->currentText().toStdString();
    data.subset = m_subset->value();
    data.tuningShare = m_tuning->value() / 100.0;
    return data;
}

void BindDataDialog::fill(const recipe::DataSpec &data)
{
    const QString source = QString::fromStdString(data.source);
    const int kind = m_kind->findData(source.left(source.indexOf(u':') + 1));
    m_kind->setCurrentIndex(std::max(kind, 0));
    m_folder->setText(source.mid(source.indexOf(u':') + 1));
    m_preset->setCurrentText(QString::fromStdString(data.preset));
    m_subset->setValue(static_cast<int>(data.subset));
    m_tuning->setValue(data.tuningShare * 100.0);
    refresh();
}

void BindDataDialog::browse()
{
    const QString folder = m_workbench.prompt->openFolder(this, {tr("Folder with images"), m_folder->text(), {}, {}});
    if (!folder.isEmpty())
        m_folder->setText(folder);
}

void BindDataDialog::refresh()
{
    const bool sample = m_kind->currentData().toString() == QLatin1String("sample:");
    m_folder->setEnabled(!sample);
    m_browse->setEnabled(!sample);
    if (sample)
        m_preset->setCurrentText(QStringLiteral("sample"));
    QPushButton *bind = button(Place::Primary);
    bind->setEnabled(sample || !m_folder->text().trimmed().isEmpty());
    bind->setToolTip(bind->isEnabled() ? QString() : tr("Choose a folder first."));
}

} // namespace espalier::app
