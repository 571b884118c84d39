// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/batch_meter.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

namespace espalier::train {

void BatchMeter::add(const StepOutcome &outcome)
{
    const at::NoGradGuard noGrad;
    m_loss = m_loss.defined() ? m_loss + outcome.loss : outcome.loss;
    m_correct = m_correct.defined() ? m_correct + outcome.correct : outcome.correct;
    m_samples += outcome.samples;
    ++m_batches;
}

BatchMeter::Reading BatchMeter::take()
{
    Reading reading;
    reading.loss = m_loss.item<double>() / static_cast<double>(m_batches);
    reading.top1 = 100.0 * m_correct.item<double>() / static_cast<double>(m_samples);
    *this = BatchMeter();
    return reading;
}

} // namespace espalier::train
