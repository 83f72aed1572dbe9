// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "commands.hpp"
#include "gallery/gallery.hpp"

namespace recognize {

/// Opens the gallery by the key file of the options, by the environment's RECOGNIZE_PASSPHRASE, or by a
/// passphrase asked on the terminal: three times, each after a longer wait.
Gallery open_gallery(const GalleryOptions& options);

/// What opens a gallery that is to be made: as open_gallery(), but a passphrase is asked twice.
Credential credential_of_new_gallery(const GalleryOptions& options);

/// Makes the gallery with its first people, and opens it. Where another program was faster they are enrolled
/// in that one.
Gallery make_gallery(const GalleryOptions& options, const Credential& credential,
                     std::span<const Enrollment> first);

/// What a slot of a gallery gets: the key file, the environment's RECOGNIZE_NEW_PASSPHRASE, or a passphrase
/// asked twice.
Credential new_credential(const Path& key_file);

/// A Failure for a name that would spoil a list: `what` has to have 1 to so many bytes of UTF-8, no blank at
/// its ends, and no line's end or other control character.
void check_name(std::string_view name, std::string_view what, std::size_t most_bytes);

/// By how much distances change, where a transform was made.
void tell_of_transform(double largest_distance_change);

/// Tells, to the output's end, of what is done. Where that fails, the Failure says all the same that it is:
/// "the standard output cannot be written: No space left on device; but Ada is enrolled"
void tell_of_change(std::string_view done, const std::function<void()>& tell);

}  // namespace recognize
