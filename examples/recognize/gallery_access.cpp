// SPDX-License-Identifier: MIT
#include "gallery_access.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "common/console.hpp"
#include "common/failure.hpp"
#include "common/file_rights.hpp"
#include "common/interruption.hpp"
#include "gallery/passphrase.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr const char* passphrase_variable = "RECOGNIZE_PASSPHRASE";
constexpr const char* new_passphrase_variable = "RECOGNIZE_NEW_PASSPHRASE";

/// The credential that needs no question, if one is given.
std::optional<Credential> given_credential(const Path& key_file, const char* variable) {
  if (!key_file.empty()) return Credential::from_key_file(key_file);
  if (std::optional<Secret> passphrase = passphrase_of_environment(variable))
    return Credential::from_passphrase(*std::move(passphrase));
  return std::nullopt;
}

Credential ask_new_passphrase() {
  const WithoutEcho terminal;
  Secret passphrase = ask_passphrase(terminal, "New passphrase");
  const Secret again = ask_passphrase(terminal, "The same again");
  if (!is_equal(passphrase, again)) throw Failure("these were two different passphrases");
  return Credential::from_passphrase(std::move(passphrase));
}

/// What is written from now on, figures and drawings too, tells of people: it is for the user's eyes alone.
void keep_files_private() { ::umask(0077); }

Gallery ask_and_open(const Path& path) {
  constexpr int tries = 3;
  const WithoutEcho terminal;  // also while the next question waits
  for (int attempt = 1;; ++attempt) {
    try {
      const std::string question = "Passphrase of " + printable(path.string());
      Gallery gallery(path, Credential::from_passphrase(ask_passphrase(terminal, question)));
      if (attempt > 1) gallery.note("open", {}, fmt::format("wrong passphrases before: {}", attempt - 1));
      return gallery;
    } catch (const WrongKey& failure) {
      if (attempt == tries) throw;
      warn("{}\n", failure.what());
      for (int tenth = 0; tenth < 10 << attempt && !interrupted(); ++tenth)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
}

}  // namespace

Gallery open_gallery(const GalleryOptions& options) {
  using std::filesystem::perms;
  keep_files_private();
  Vault::check_file(options.gallery);
  const std::optional<Credential> credential = given_credential(options.key_file, passphrase_variable);
  Gallery gallery = credential ? Gallery(options.gallery, *credential) : ask_and_open(options.gallery);
  // Only now is it known to be one: the advice would do harm to another file.
  warn_of_others(options.gallery, perms::group_all | perms::others_all, "use this gallery's file", "600");
  return gallery;
}

Credential credential_of_new_gallery(const GalleryOptions& options) {
  keep_files_private();
  Vault::check_link(options.gallery);
  std::optional<Credential> credential = given_credential(options.key_file, passphrase_variable);
  if (!credential) {
    say("{} is new. Whoever forgets its passphrase loses it.\n", options.gallery.string());
    flush_output();
    credential = ask_new_passphrase();
  }
  credential->check_strength();
  return *std::move(credential);
}

Gallery make_gallery(const GalleryOptions& options, const Credential& credential,
                     std::span<const Enrollment> first) {
  try {
    Gallery::create(options.gallery, credential, first);
  } catch (const FileExists&) {
    Gallery gallery(options.gallery, credential);
    gallery.enroll(first);
    return gallery;
  }
  Gallery gallery(options.gallery, credential);
  say("{} is made: {} opens it, and nothing else\n", options.gallery.string(), credential.name());
  tell_of_transform(largest_distance_change(gallery.transform()));
  return gallery;
}

Credential new_credential(const Path& key_file) {
  std::optional<Credential> credential = given_credential(key_file, new_passphrase_variable);
  if (!credential) credential = ask_new_passphrase();
  credential->check_strength();
  return *std::move(credential);
}

void check_name(std::string_view name, std::string_view what, std::size_t most_bytes) {
  if (name.size() > most_bytes || printable(name) != name || !has_visible_ends(name))
    throw Failure(fmt::format(
        "{} has 1 to {} bytes of UTF-8, no blank at its ends, and no line's end or other control character",
        what, most_bytes));
}

void tell_of_change(std::string_view done, const std::function<void()>& tell) {
  try {
    tell();
    flush_output();
  } catch (const Failure& failure) {
    throw Failure(fmt::format("{}; but {}", failure.what(), done));
  }
}

void tell_of_transform(double largest_distance_change) {
  say("No descriptor is kept, but a secret transform of it: distances change by at most {:.0e} (measured)\n",
      largest_distance_change);
}

}  // namespace recognize
