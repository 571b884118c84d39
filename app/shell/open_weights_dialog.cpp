// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/open_weights_dialog.h"

#include "app/shell/file_filters.h"
#include "app/shell/file_row.h"
#include "app/shell/workbench.h"
#include "widgets/controls/buttons.h"

#include <QtCore/QFileInfo>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

namespace espalier::app {

namespace {

constexpr QLatin1String BuiltIn("zoo:");

} // namespace

OpenWeightsDialog::OpenWeightsDialog(Workbench &workbench, const QString &file, QWidget *parent)
    : Dialog(workbench.themes, Width::Medium, parent), m_workbench(workbench), m_network(new QComboBox(this)),
      m_file(new QLineEdit(file, this)), m_classes(new QSpinBox(this))
{
    setHeader({QStringLiteral("file"), tr("Open weights"),
               tr("A weights file holds tensors only. Name the network they belong to.")});
    addOpenNetwork();
    for (const std::string &name : workbench.bridge.vocabulary().zoo)
        m_network->addItem(QString::fromStdString(name), BuiltIn + QString::fromStdString(name));
    m_file->setPlaceholderText(tr("empty: fresh weights"));
    m_classes->setRange(0, 100000);
    m_classes->setSpecialValueText(tr("as the architecture says"));
    auto *browse = widgets::makeButton(tr("Browse…"), widgets::ButtonKind::Normal, this);
    auto *form = new QFormLayout;
    form->addRow(tr("&Network"), m_network);
    addFileRow(*form, tr("&Weights file"), *m_file, *browse);
    form->addRow(tr("&Classes"), m_classes);
    body()->addLayout(form);
    addButton(Place::Close, tr("Cancel"));
    QPushButton *open = addButton(Place::Primary, tr("Open"));
    connect(open, &QPushButton::clicked, this, &QDialog::accept);
    connect(browse, &QPushButton::clicked, this, &OpenWeightsDialog::browse);
    connect(m_file, &QLineEdit::textChanged, this, &OpenWeightsDialog::suggest);
    connect(m_network, &QComboBox::currentIndexChanged, m_classes, [this] { m_classes->setEnabled(isBuiltIn()); });
    suggest();
    m_classes->setEnabled(isBuiltIn());
}

void OpenWeightsDialog::addOpenNetwork()
{
    const auto &model = m_workbench.bridge.snapshot()->model;
    if (!model || model->source.empty() || model->source.starts_with(BuiltIn.data()))
        return;
    m_network->addItem(tr("%1, as it was opened").arg(QString::fromStdString(model->title)),
                       QString::fromStdString(model->source));
}

bool OpenWeightsDialog::isBuiltIn() const
{
    return m_network->currentData().toString().startsWith(BuiltIn);
}

recipe::ModelSpec OpenWeightsDialog::model() const
{
    return {m_network->currentData().toString().toStdString(), m_file->text().toStdString(), isBuiltIn() ? m_classes->value() : 0};
}

void OpenWeightsDialog::browse()
{
    const QString filter = weightsFilter(m_workbench.bridge.vocabulary());
    const QString file = m_workbench.prompt->openFile(this, {tr("Weights"), m_workbench.settings.lastFolder(), filter, {}});
    if (!file.isEmpty())
        m_file->setText(file);
}

// "resnet56-4bfd9763.th" names ResNet-56: the longest architecture whose tail is in the file's name is suggested.
void OpenWeightsDialog::suggest()
{
    if (!m_network->itemData(0).toString().startsWith(BuiltIn)) // whoever has a network open means that one
        return;
    const QString file = QFileInfo(m_file->text()).fileName().toLower();
    int best = -1;
    qsizetype longest = 0;
    for (int i = 0; i < m_network->count(); ++i) {
        const QString name = m_network->itemText(i);
        const QString tail = name.section(u'_', -1);
        const bool better = file.contains(name) ? name.size() > longest : file.contains(tail) && tail.size() > longest;
        if (better) {
            best = i;
            longest = file.contains(name) ? name.size() : tail.size();
        }
    }
    if (best >= 0)
        m_network->setCurrentIndex(best);
}

} // namespace espalier::app
