// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace examples {

namespace {

/// Letters to insert, leave out or exchange (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, exchanged});
    }
  }
  return row.back();
}

/// The name that was probably meant, or nothing.
std::string nearest(std::string_view word, const std::vector<std::string>& names) {
  std::string best;
  std::size_t least = std::max<std::size_t>(1, (word.size() + 1) / 3) + 1;
  for (const std::string& name : names) {
    const bool begins_so = word.size() >= 3 && name.starts_with(word);
    const std::size_t distance = begins_so ? 1 : edit_distance(word, name);
    if (distance >= least) continue;
    least = distance;
    best = name;
  }
  return best;
}

std::string hint(const std::string& dashes, const std::string& name) {
  return name.empty() ? "" : fmt::format("; did you mean '{}{}'?", dashes, name);
}

std::string unknown_option(const CLI::App& command, const std::string& given) {
  const std::string option = given.substr(0, given.find('='));
  std::vector<std::string> names;
  for (const CLI::Option* known : command.get_options())
    names.insert(names.end(), known->get_lnames().begin(), known->get_lnames().end());
  const std::string word = option.substr(std::min(option.find_first_not_of('-'), option.size()));
  return fmt::format("{} has no option '{}'{}", command.get_name(), option, hint("--", nearest(word, names)));
}

std::string unknown_command(const CLI::App& command, const std::string& word) {
  const bool is_program = command.get_parent() == nullptr;
  return fmt::format("{} no command '{}'{}", is_program ? "there is" : command.get_name() + " has", word,
                     command_hint(command, word));
}

/// The first word of the command line that is no option.
std::string first_word(const CLI::App& program) {
  for (const CLI::Option* option : program.get_options())
    if (option->get_positional() && option->count() > 0) return option->results().front();
  const std::vector<std::string> unknown = program.remaining();
  return unknown.empty() ? "" : unknown[0];
}

/// Where a program takes other words too, a command that was misspelt is one of them.
bool is_misspelt_command(const CLI::App& program, const std::string& word) {
  std::error_code missing;
  return !command_hint(program, word).empty() && !std::filesystem::exists(word, missing);
}

std::string sentence_of(const CLI::App& command, const CLI::ParseError& error) {
  const std::vector<std::string> unknown = command.remaining();
  const bool has_commands = !command.get_subcommands([](const CLI::App*) { return true; }).empty();
  if (const std::string word = first_word(command); has_commands && is_misspelt_command(command, word))
    return unknown_command(command, word);
  if (unknown.empty()) return error.what();
  if (unknown[0].starts_with('-')) return unknown_option(command, unknown[0]);
  if (has_commands) return unknown_command(command, unknown[0]);
  return fmt::format("{} takes no '{}'", command.get_name(), unknown[0]);
}

}  // namespace

std::string command_hint(const CLI::App& program, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return hint("", nearest(word, names));
}

std::string explain(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* command = &program;
  std::string words = program.get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    words += " " + command->get_name();
  }
  const std::string sentence = sentence_of(*command, error);
  return fmt::format("{}{} '{} --help'", sentence, sentence.ends_with('?') ? " See" : "; see", words);
}

}  // namespace examples
