// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/panels/panel.h"
#include "recipe/recipe.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace espalier::widgets {
class OptionForm;
}

namespace espalier::app {

/// One stage of the recipe as a form: title, method or criterion, the stage's own options and the method's. Generated
/// from the schemas; folds.
class StageEditor : public QWidget
{
    Q_OBJECT

public:
    StageEditor(const PanelContext &context, int stage, QWidget *parent);

    /// Shows the stage as it stands in the project.
    void refresh();
    bool isFolded() const;
    void setFolded(bool folded);

private:
    const recipe::Stage &stage() const;
    QWidget *makeHeader(const recipe::StageSchema *schema);
    /// Options of the stage's method or criterion; null if it has neither.
    const std::vector<recipe::OptionSchema> *nestedOptions() const;
    QString formKey() const;
    void take(const QString &key, const QVariant &value);
    void remove();

    PanelContext m_context;
    int m_stage;
    QToolButton *m_title = nullptr;
    QComboBox *m_choice = nullptr; ///< of methods or criteria; null if the stage takes neither
    widgets::OptionForm *m_form = nullptr;
    QString m_shownForm; ///< which schemas the form was built for
};

} // namespace espalier::app
