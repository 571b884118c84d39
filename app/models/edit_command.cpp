// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/edit_command.h"

#include "app/models/project.h"

namespace espalier::app {

namespace {
constexpr int mergeableId = 1;
}

EditCommand::EditCommand(Project &project, Edits before, Edits after, const QString &text, QString gesture)
    : QUndoCommand(text), m_project(project), m_before(std::move(before)), m_after(std::move(after)),
      m_gesture(std::move(gesture))
{
}

void EditCommand::undo()
{
    m_project.apply(m_before);
}

void EditCommand::redo()
{
    m_project.apply(m_after);
}

int EditCommand::id() const
{
    return m_gesture.isEmpty() ? -1 : mergeableId;
}

bool EditCommand::mergeWith(const QUndoCommand *other)
{
    const auto *next = static_cast<const EditCommand *>(other); // same id(): same class
    if (next->m_gesture != m_gesture)
        return false;
    m_after = next->m_after;
    setText(next->text());
    return true;
}

} // namespace espalier::app
