// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/models/phase_texts.h"

#include <QtCore/QCoreApplication>

#include <array>

namespace espalier::app {

namespace {

struct PhaseRow
{
    const char *id;
    const char *text;
    widgets::PhaseKind kind;
};

using widgets::PhaseKind;

constexpr std::array phases = {
    PhaseRow{"pick", QT_TRANSLATE_NOOP("Phases", "Pick"), PhaseKind::Pick},
    PhaseRow{"push", QT_TRANSLATE_NOOP("Phases", "Push"), PhaseKind::Push},
    PhaseRow{"update", QT_TRANSLATE_NOOP("Phases", "Push"), PhaseKind::Push},
    PhaseRow{"penalize", QT_TRANSLATE_NOOP("Phases", "Push"), PhaseKind::Push},
    PhaseRow{"sparsify", QT_TRANSLATE_NOOP("Phases", "Sparsify"), PhaseKind::Push},
    PhaseRow{"sparsify mask", QT_TRANSLATE_NOOP("Phases", "Sparsify mask"), PhaseKind::Push},
    PhaseRow{"rewind", QT_TRANSLATE_NOOP("Phases", "Rewind"), PhaseKind::Other},
    PhaseRow{"stabilise", QT_TRANSLATE_NOOP("Phases", "Stabilise"), PhaseKind::Stabilise},
    PhaseRow{"stabilize", QT_TRANSLATE_NOOP("Phases", "Stabilise"), PhaseKind::Stabilise},
    PhaseRow{"zero-out", QT_TRANSLATE_NOOP("Phases", "Zero-out"), PhaseKind::ZeroOut},
    PhaseRow{"finetune", QT_TRANSLATE_NOOP("Phases", "Fine-tune"), PhaseKind::FineTune},
    PhaseRow{"train", QT_TRANSLATE_NOOP("Phases", "Train"), PhaseKind::FineTune},
    PhaseRow{"evaluate", QT_TRANSLATE_NOOP("Phases", "Evaluate"), PhaseKind::Other},
    PhaseRow{"select", QT_TRANSLATE_NOOP("Phases", "Select"), PhaseKind::Pick},
    PhaseRow{"cut", QT_TRANSLATE_NOOP("Phases", "Cut"), PhaseKind::Other},
    PhaseRow{"reinitialize", QT_TRANSLATE_NOOP("Phases", "Reinitialise"), PhaseKind::Other},
    PhaseRow{"recalibrate", QT_TRANSLATE_NOOP("Phases", "Recalibrate"), PhaseKind::Other},
};

const PhaseRow *find(const QString &phase)
{
    for (const PhaseRow &row : phases) {
        if (phase == QLatin1String(row.id))
            return &row;
    }
    return nullptr;
}

} // namespace

QString phaseText(const QString &phase)
{
    const PhaseRow *row = find(phase);
    return row ? QCoreApplication::translate("Phases", row->text) : phase;
}

widgets::PhaseKind phaseKind(const QString &phase)
{
    const PhaseRow *row = find(phase);
    return row ? row->kind : PhaseKind::Other;
}

} // namespace espalier::app
