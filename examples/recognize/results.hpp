// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "gallery/gallery.hpp"
#include "recognizer.hpp"

namespace recognize {

using json = nlohmann::ordered_json;  // in the order of writing

json to_json(const Face& face);
json to_json(std::span<const Match> matches);

/// Writes the figures of a command, with the program's version and the time of each stage, whole or not at
/// all; nothing where no --json was given.
void write_json(const CommonOptions& options, const Milliseconds& milliseconds, json figures);

}  // namespace recognize
