// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/interrupt.h"

#include <algorithm>
#include <cstring>

#include <signal.h>
#include <unistd.h>

namespace espalier::cli {

namespace {

// A signal handler can reach nothing but what is static; both are plain data, and the guard is the only owner.
volatile sig_atomic_t askedCount = 0;
char farewellText[512];

extern "C" void onInterrupt(int)
{
    askedCount = askedCount + 1;
    if (askedCount < 2)
        return;
    (void)!::write(STDERR_FILENO, farewellText, ::strlen(farewellText));
    ::_exit(130);
}

void handleWith(void (*handler)(int))
{
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

} // namespace

InterruptGuard::InterruptGuard(const std::string &farewell)
{
    const std::size_t size = std::min(farewell.size(), sizeof farewellText - 1);
    std::memcpy(farewellText, farewell.data(), size);
    farewellText[size] = '\0';
    askedCount = 0;
    handleWith(onInterrupt);
}

InterruptGuard::~InterruptGuard()
{
    handleWith(SIG_DFL);
}

bool InterruptGuard::isAsked()
{
    return askedCount > 0;
}

} // namespace espalier::cli
