// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/accuracy_course.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>

namespace espalier::train {

namespace {

std::string key(std::size_t point, const char *part)
{
    return base::cat("course.", point, ".", part);
}

} // namespace

void AccuracyCourse::add(double epoch, double top1)
{
    m_points.emplace_back(epoch, top1);
}

double AccuracyCourse::trainability(const recipe::Schedule &rate) const
{
    if (m_points.empty())
        return 0.0;
    const auto &steps = rate.steps();
    const double end = steps.size() > 1 ? steps[1].first : m_points.back().first;
    double sum = 0.0, count = 0.0;
    for (const auto &[epoch, top1] : m_points) {
        if (epoch > end && count > 0)
            break;
        sum += top1;
        ++count;
    }
    return sum / count;
}

std::pair<double, double> AccuracyCourse::lastFive() const
{
    const std::size_t count = std::min<std::size_t>(5, m_points.size());
    if (count == 0)
        return {0.0, 0.0};
    double mean = 0.0, square = 0.0;
    for (std::size_t i = m_points.size() - count; i < m_points.size(); ++i)
        mean += m_points[i].second / static_cast<double>(count);
    for (std::size_t i = m_points.size() - count; i < m_points.size(); ++i)
        square += (m_points[i].second - mean) * (m_points[i].second - mean) / static_cast<double>(count);
    return {mean, std::sqrt(square)};
}

void AccuracyCourse::describe(const recipe::Schedule &rate, const std::string &stage,
                              std::map<std::string, double> &figures) const
{
    figures[stage + ".trainability"] = trainability(rate);
    std::tie(figures[stage + ".last5_mean"], figures[stage + ".last5_std"]) = lastFive();
}

void AccuracyCourse::save(std::map<std::string, double> &numbers) const
{
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        numbers[key(i, "epoch")] = m_points[i].first;
        numbers[key(i, "top1")] = m_points[i].second;
    }
}

void AccuracyCourse::load(const std::map<std::string, double> &numbers)
{
    m_points.clear();
    while (numbers.contains(key(m_points.size(), "epoch")) && numbers.contains(key(m_points.size(), "top1"))) {
        const std::size_t i = m_points.size();
        add(numbers.at(key(i, "epoch")), numbers.at(key(i, "top1")));
    }
}

} // namespace espalier::train
