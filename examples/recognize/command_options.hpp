// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "commands.hpp"
#include "common/command_line.hpp"

// Options that several commands have, and the commands of a gallery's file.

namespace recognize {

using Run = std::function<int()>;

void add_common(CLI::App& command, CommonOptions& options);
/// The name of a person or a key, which is needed: one name however its letters are composed.
void add_name(CLI::App& command, const std::string& what, std::string& name, const std::string& description);
void add_json(CLI::App& command, CommonOptions& options);
void add_tolerance(CLI::App& command, ToleranceOption& options);
void add_decision(CLI::App& command, DecisionOptions& options);
void add_gallery(CLI::App& command, GalleryOptions& options);

/// Of each its own: a command that is not given takes its options from the environment all the same.
struct KeyCommands {
  KeyOptions make, list, add, change, remove, rotate;
};
void add_key_commands(CLI::App& app, KeyCommands& options, Run& run);
void add_log(CLI::App& app, GalleryOptions& options, Run& run);
void add_export(CLI::App& app, ExportOptions& options, Run& run);

}  // namespace recognize
