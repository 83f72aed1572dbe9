// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>

// What ends a program from outside. A signal that was ignored at the start, as by nohup, stays ignored.

namespace examples {

/// From now on Ctrl-C (SIGINT), SIGTERM, SIGHUP, what batch systems send before a limit of time (SIGUSR1,
/// SIGUSR2, SIGXCPU) and a reader of stdout that has gone (SIGPIPE) do not end the program: it asks
/// interrupted() and ends by itself.
void watch_for_interruption();
bool interrupted();

/// A further Ctrl-C ends the program at once.
void stop_watching_ctrl_c();

/// While it lives no signal ends the program, so that nothing half written stays behind. One that came acts
/// afterwards.
class Uninterrupted {
 public:
  Uninterrupted();
  Uninterrupted(const Uninterrupted&) = delete;
  Uninterrupted& operator=(const Uninterrupted&) = delete;
  ~Uninterrupted();

 private:
  sigset_t before_;
};

}  // namespace examples
