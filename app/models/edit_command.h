// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/models/edits.h"

#include <QtGui/QUndoCommand>

namespace espalier::app {

class Project;

/// One edit as two values. Edits of one gesture (a dragged slider) merge into one step.
class EditCommand : public QUndoCommand
{
public:
    EditCommand(Project &project, Edits before, Edits after, const QString &text, QString gesture);
    void undo() override;
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand *other) override;

private:
    Project &m_project;
    Edits m_before;
    Edits m_after;
    QString m_gesture;
};

} // namespace espalier::app
