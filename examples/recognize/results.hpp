// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <span>

#include "common/file_roles.hpp"
#include "gallery/gallery.hpp"
#include "pictures.hpp"

namespace recognize {

using json = nlohmann::ordered_json;  // in the order of writing

json to_json(const Face& face);
json to_json(std::span<const Match> matches);
json to_json(std::span<const Unreadable> unreadable);

/// A Failure when --json would replace what a command reads, which are the inputs, the models, the gallery
/// and its key, or cannot be written. Call it before the work begins. Returns the roles, for other results.
examples::FileRoles check_files(const CommonOptions& options, std::span<const Path> inputs = {});
examples::FileRoles check_files(const GalleryOptions& options, std::span<const Path> inputs = {});

/// Writes the figures of a command, with the program's version and the time of each stage, whole or not at
/// all; nothing where no --json was given.
void write_json(const CommonOptions& options, const Milliseconds& milliseconds, json figures);

}  // namespace recognize
