// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace examples {

/// A name of a file or a person, as a terminal and a table can show it: what would end the line, command the
/// terminal or turn the direction of writing, and what is no UTF-8, becomes \n, \x1b, \u202e, \xff.
std::string printable(std::string_view text);

/// Whether a name begins with what is seen and ends with no blank or joint. Requires UTF-8.
bool has_visible_ends(std::string_view name);

/// What is wrong with a file, which may hold anything: printable, and no longer than is read.
std::string short_sentence(std::string_view text);

}  // namespace examples
