// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/preferences_dialog.h"

#include "app/shell/view_controller.h"
#include "app/shell/workbench.h"

#include <QtCore/QThread>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

namespace espalier::app {

PreferencesDialog::PreferencesDialog(Workbench &workbench, QWidget *parent)
    : Dialog(workbench.themes, Width::Narrow, parent), m_workbench(workbench), m_language(new QComboBox(this)),
      m_theme(new QComboBox(this)), m_fontScale(new QSpinBox(this)), m_threads(new QSpinBox(this))
{
    setHeader({QStringLiteral("options"), tr("Preferences"), tr("Language and threads take effect at the next start.")});
    m_language->addItem(tr("As the system"), QString());
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("Deutsch"), QStringLiteral("de"));
    m_language->setCurrentIndex(std::max(m_language->findData(workbench.settings.language()), 0));
    m_theme->addItem(tr("As the system"), QStringLiteral("system"));
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_theme->addItem(tr("High contrast"), QStringLiteral("high_contrast"));
    m_theme->setCurrentIndex(std::max(m_theme->findData(workbench.settings.themeMode()), 0));
    m_fontScale->setRange(80, 200);
    m_fontScale->setSingleStep(10);
    m_fontScale->setSuffix(QStringLiteral(" %"));
    m_fontScale->setValue(workbench.settings.fontScale());
    m_threads->setRange(0, QThread::idealThreadCount());
    m_threads->setSpecialValueText(tr("all cores"));
    m_threads->setValue(workbench.settings.threads());
    m_threads->setToolTip(tr("Results repeat bit for bit only with the same number of threads."));
    auto *form = new QFormLayout;
    form->addRow(tr("&Language"), m_language);
    form->addRow(tr("&Theme"), m_theme);
    form->addRow(tr("&Font size"), m_fontScale);
    form->addRow(tr("T&hreads for training"), m_threads);
    body()->addLayout(form);
    addButton(Place::Close, tr("Cancel"));
    connect(addButton(Place::Primary, tr("Save")), &QPushButton::clicked, this, &PreferencesDialog::store);
}

void PreferencesDialog::store()
{
    Settings &settings = m_workbench.settings;
    settings.setLanguage(m_language->currentData().toString());
    settings.setThemeMode(m_theme->currentData().toString());
    settings.setFontScale(m_fontScale->value());
    settings.setThreads(m_threads->value());
    applyThemeMode(m_workbench, settings.themeMode());
    m_workbench.themes.setFontScale(settings.fontScale());
    accept();
}

} // namespace espalier::app
