// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "numbers.hpp"

// What CLI11 leaves to be said about a command line: numbers with their range, and one sentence for a
// mistake.

namespace examples {

/// An option whose value is a number within `range`.
template <class Target, class Number>
CLI::Option* add_ranged(CLI::App& command, const std::string& name, Target& target, Range<Number> range,
                        const std::string& description) {
  const auto parse = [&target, name, range](const std::string& text) {
    target = parse_number(name, text, range);
  };
  const std::string text = description + (description.empty() ? "" : ", ") + range.text();
  return command.add_option_function<std::string>(name, parse, text)->type_name("NUMBER");
}

/// The target's value is the default.
template <class Number>
CLI::Option* add_number(CLI::App& command, const std::string& name, Number& target,
                        Range<std::type_identity_t<Number>> range, const std::string& description = "") {
  return add_ranged(command, name, target, range, description)->default_str(fmt::format("{}", target));
}

/// There is no default.
template <class Number>
CLI::Option* add_number(CLI::App& command, const std::string& name, std::optional<Number>& target,
                        Range<std::type_identity_t<Number>> range, const std::string& description = "") {
  return add_ranged(command, name, target, range, description);
}

/// An option with several whole numbers, each within its range.
inline CLI::Option* add_numbers(CLI::App& command, const std::string& name, std::vector<int>& target,
                                const std::vector<Range<int>>& ranges, const std::string& description) {
  const auto parse = [&target, name, ranges](const std::vector<std::string>& texts) {
    target.clear();
    for (std::size_t i = 0; i < ranges.size(); ++i) target.push_back(parse_number(name, texts[i], ranges[i]));
  };
  return command.add_option_function<std::vector<std::string>>(name, parse, description)
      ->expected(static_cast<int>(ranges.size()))
      ->type_name("NUMBER");
}

/// An option whose value is a path; one that is given is not empty.
inline CLI::Option* add_path(CLI::App& command, const std::string& name, std::filesystem::path& target,
                             const std::string& description) {
  const auto find_fault = [](const std::string& text) {
    return std::string(text.empty() ? "the path is empty" : "");
  };
  return command.add_option(name, target, description)->check(find_fault);
}

/// "; did you mean 'enroll'?", where a command's name is near to the word
std::string command_hint(const CLI::App& program, const std::string& word);

/// "train has no option '--epoch'; did you mean '--epochs'? See faces train --help"
std::string explain(const CLI::App& program, const CLI::ParseError& error);

}  // namespace examples
