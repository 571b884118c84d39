// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/stage_place.h"
#include "app/panels/panel.h"

class QComboBox;
class QLabel;
class QToolButton;

namespace espalier::widgets {
class OptionForm;
}

namespace espalier::app {

class StageList;

/// One stage of the recipe as a form: title, method or criterion, the stage's own options and the method's, and the
/// stages that it holds. Generated from the schemas; folds.
class StageEditor : public QWidget
{
    Q_OBJECT

public:
    StageEditor(const PanelContext &context, StagePlace stage, QWidget *parent);

    /// Shows the stage as it stands in the project.
    void refresh();
    bool isFolded() const;
    void setFolded(bool folded);

Q_SIGNALS:
    /// There are other editors below this one than before.
    void rebuilt();

private:
    const recipe::Stage &stage() const;
    QWidget *makeHeader(const recipe::StageSchema *schema);
    /// Options of the stage's method or criterion; null if it has neither.
    const std::vector<recipe::OptionSchema> *nestedOptions() const;
    QString formKey() const;
    void take(const QString &key, const QVariant &value);
    void remove();

    PanelContext m_context;
    StagePlace m_stage;
    QToolButton *m_title = nullptr;
    QComboBox *m_choice = nullptr; ///< of methods or criteria; null if the stage takes neither
    widgets::OptionForm *m_form = nullptr;
    StageList *m_held = nullptr; ///< null if the stage holds no others
    QString m_shownForm; ///< which schemas the form was built for
};

} // namespace espalier::app
