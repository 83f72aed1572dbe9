// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>

namespace examples {

/// Prints to stdout. Whatever stdout is, the work goes on and its files are written: what could not be said
/// is an error of flush_output().
template <class... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
  std::fwrite(text.data(), 1, text.size(), stdout);
}

/// Prints to stderr.
template <class... Arguments>
void warn(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// A Failure when something that was said could not be written.
void flush_output();

/// Opens /dev/null, in the direction that fails, for a stdin, stdout or stderr that was closed before the
/// start: otherwise a result's file would take its number and be given what is meant for it.
void open_missing_streams();

/// "1 picture", "2 pictures"; `plural` where it is more than a further s: "1 person", "2 people"
std::string counted(std::size_t count, std::string_view noun, std::string_view plural = {});

}  // namespace examples
