// SPDX-License-Identifier: MIT
#include "secret.hpp"

#include <sodium.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>

#include "common/console.hpp"
#include "common/failure.hpp"

namespace recognize {

using examples::Failure;

Secret::Secret(std::size_t size) : bytes_(nullptr), size_(size) {
  static const bool is_ready = sodium_init() >= 0;
  if (!is_ready) throw Failure("libsodium finds no source of random numbers");
  bytes_ = static_cast<std::uint8_t*>(sodium_malloc(std::max<std::size_t>(size, 1)));
  if (bytes_ == nullptr) throw Failure("there is no memory for a key");
  sodium_memzero(bytes_, size);
  // sodium_malloc has locked it, or has said nothing
  if (static bool was_said = false; ::mlock(bytes_, std::max<std::size_t>(size, 1)) != 0 && !was_said) {
    was_said = true;
    examples::warn(
        "keys cannot be kept out of the swap, for the limit of locked memory is too low (ulimit -l)\n");
  }
}

Secret::~Secret() { sodium_free(bytes_); }

Secret Secret::random() {
  Secret secret;
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

Secret Secret::copy_of(View bytes) {
  Secret secret(bytes.size());
  std::copy(bytes.begin(), bytes.end(), secret.data());
  return secret;
}

void keep_memory_private() {
  const rlimit none{0, 0};
  if (::setrlimit(RLIMIT_CORE, &none) != 0 || ::prctl(PR_SET_DUMPABLE, 0) != 0)
    throw Failure("the system does not let this program switch core dumps off");
}

}  // namespace recognize
