// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>

#include "printable.hpp"

namespace examples {

namespace detail {

/// Texts are printable then; whatever else it is stays.
template <class Argument>
decltype(auto) shown(const Argument& argument) {
  if constexpr (std::is_convertible_v<const Argument&, std::string_view>)
    return printable(argument);
  else
    return (argument);
}

template <class... Shown>
void print(std::FILE* stream, fmt::string_view format, const Shown&... shown) {
  const std::string text = fmt::vformat(format, fmt::make_format_args(shown...));
  std::fwrite(text.data(), 1, text.size(), stream);
}

}  // namespace detail

/// Prints to stdout; names and sentences among the arguments printable, whatever they hold. Whatever stdout
/// is, the work goes on and its files are written: what could not be said is an error of flush_output().
template <class... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  detail::print(stdout, format, detail::shown(arguments)...);
}

/// Prints to stderr, likewise.
template <class... Arguments>
void warn(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  detail::print(stderr, format, detail::shown(arguments)...);
}

/// A Failure when something that was said could not be written.
void flush_output();

/// Opens /dev/null, in the direction that fails, for a stdin, stdout or stderr that was closed before the
/// start: otherwise a result's file would take its number and be given what is meant for it.
void open_missing_streams();

/// "1 picture", "2 pictures"; `plural` where it is more than a further s: "1 person", "2 people"
std::string counted(std::size_t count, std::string_view noun, std::string_view plural = {});

}  // namespace examples
