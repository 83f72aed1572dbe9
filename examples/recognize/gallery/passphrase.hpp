// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "secret.hpp"

namespace recognize {

/// Asks on the terminal, without an echo. A Failure where there is none, on Ctrl-C, and for an empty answer.
Secret ask_passphrase(const std::string& question);

/// Takes a passphrase out of the environment, where other programs of this user could read it, and wipes it
/// there. Nothing where it is not set.
std::optional<Secret> passphrase_of_environment(const char* variable);

}  // namespace recognize
