// SPDX-License-Identifier: MIT
#pragma once

#include <termios.h>

#include <cameo/io/path.hpp>
#include <optional>
#include <string>

#include "secret.hpp"

namespace recognize {

/// The terminal, whose echo is off while this lives. A Failure where there is none.
class WithoutEcho {
 public:
  WithoutEcho();
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;
  ~WithoutEcho();
  int number() const { return terminal_.number(); }

 private:
  cameo::detail::Descriptor terminal_;
  termios before_{};
};

/// A Failure on Ctrl-C, and for an empty answer.
Secret ask_passphrase(const WithoutEcho& terminal, const std::string& question);

/// Takes a passphrase out of the environment, where other programs of this user could read it, and wipes it
/// there. Nothing where it is not set.
std::optional<Secret> passphrase_of_environment(const char* variable);

}  // namespace recognize
