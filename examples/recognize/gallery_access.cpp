// SPDX-License-Identifier: MIT
#include "gallery_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "common/console.hpp"
#include "common/failure.hpp"
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

Gallery ask_and_open(const Path& path) {
  constexpr int tries = 3;
  const WithoutEcho terminal;  // also while the next question waits
  for (int attempt = 1;; ++attempt) {
    try {
      return {path, Credential::from_passphrase(ask_passphrase(terminal, "Passphrase of " + path.string()))};
    } catch (const WrongKey& failure) {
      if (attempt == tries) throw;
      warn("{}\n", failure.what());
      std::this_thread::sleep_for(std::chrono::seconds(1 << attempt));
    }
  }
}

/// False where another program was faster.
bool make_gallery(const Path& path, const Credential& credential) {
  try {
    Vault::create(path, credential);
    return true;
  } catch (const FileExists&) {
    std::error_code unreadable;
    if (!std::filesystem::exists(path, unreadable)) throw;  // a link that leads nowhere
    return false;
  }
}

}  // namespace

Gallery open_gallery(const GalleryOptions& options) {
  Vault::check_file(options.gallery);
  const std::optional<Credential> credential = given_credential(options.key_file, passphrase_variable);
  return credential ? Gallery(options.gallery, *credential) : ask_and_open(options.gallery);
}

Gallery open_or_make_gallery(const GalleryOptions& options) {
  std::error_code unreadable;
  if (std::filesystem::exists(options.gallery, unreadable) || unreadable) return open_gallery(options);
  std::optional<Credential> credential = given_credential(options.key_file, passphrase_variable);
  if (!credential) {
    say("{} is new. Whoever forgets its passphrase loses it.\n", options.gallery.string());
    flush_output();
    credential = ask_new_passphrase();
  }
  credential->check_strength();
  const bool is_new = make_gallery(options.gallery, *credential);
  Gallery gallery(options.gallery, *credential);
  if (!is_new) return gallery;
  say("{} is made: {} opens it, and nothing else\n", options.gallery.string(), credential->name());
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
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (name.empty() || name.size() > most_bytes || std::any_of(name.begin(), name.end(), is_control))
    throw Failure(
        fmt::format("{} has 1 to {} bytes, and no line's end or other control character", what, most_bytes));
}

void tell_of_transform(double largest_distance_change) {
  say("No descriptor is kept, but a secret transform of it: distances change by at most {:.0e} (measured)\n",
      largest_distance_change);
}

}  // namespace recognize
