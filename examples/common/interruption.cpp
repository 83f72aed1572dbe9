// SPDX-License-Identifier: MIT
#include "interruption.hpp"

#include <array>

namespace examples {

namespace {

constexpr std::array<int, 7> ending_signals{SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2, SIGXCPU};

volatile std::sig_atomic_t signal_came = 0;

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void watch_for_interruption() {
  struct sigaction action {};
  action.sa_handler = [](int) { signal_came = 1; };
  action.sa_flags = SA_RESTART;
  for (const int signal : ending_signals)
    if (!is_ignored(signal)) sigaction(signal, &action, nullptr);
}

bool interrupted() { return signal_came != 0; }

void stop_watching_ctrl_c() {
  if (!is_ignored(SIGINT)) std::signal(SIGINT, SIG_DFL);
}

Uninterrupted::Uninterrupted() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : ending_signals) sigaddset(&signals, signal);
  sigprocmask(SIG_BLOCK, &signals, &before_);
}

Uninterrupted::~Uninterrupted() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace examples
