// SPDX-License-Identifier: MIT
#pragma once

#include <sodium/crypto_generichash_blake2b.h>

#include <array>
#include <string_view>

#include "bytes.hpp"
#include "secret.hpp"

// The few things of libsodium that a gallery needs. What is sealed cannot be read or changed without the key.

namespace recognize {

using Hash = std::array<std::uint8_t, 32>;

/// A key for one purpose, out of one for many (BLAKE2b).
Secret derive_key(View key, View purpose);
inline Secret derive_key(View key, std::string_view purpose) { return derive_key(key, view_of(purpose)); }

/// BLAKE2b; with a key, a code that only who has the key can compute.
Hash hash_of(View bytes);
Hash authentication_code(View key, View bytes);
bool is_equal(View a, View b);  ///< in a time that does not tell where they differ

/// The hash of many pieces.
class RunningHash {
 public:
  RunningHash();
  void add(View bytes);
  Hash finish();

 private:
  crypto_generichash_blake2b_state state_;
};

/// `size` bytes that nobody can guess.
Bytes random_bytes(std::size_t size);

/// Where sealed bytes stand: they open nowhere else.
struct Place {
  View gallery;
  std::string_view table;
  std::int64_t row;
};

/// XChaCha20-Poly1305 with a random nonce before the bytes and the place as associated data.
Bytes seal(View key, const Place& place, View plain);
inline constexpr std::size_t seal_size = 24 + 16;  ///< bytes that sealing adds
/// False, and nothing is written, for another key, another place, or bytes that were changed. Requires
/// plain.size() + seal_size == sealed.size() if that is no less than seal_size.
bool unseal(View key, const Place& place, View sealed, std::span<std::uint8_t> plain);

inline constexpr std::size_t public_key_size = 32;  ///< of both pairs

/// Ed25519: whoever has the seed signs, everybody may check by the public key.
inline constexpr std::size_t signature_size = 64;
Bytes signing_public_key(View seed);
Bytes sign(View seed, View message);
bool is_signed(View public_key, View message, View signature);

/// X25519: everybody seals to the public key, whoever has the seed opens. It does not tell who sealed.
Bytes box_public_key(View seed);
Bytes seal_to(View public_key, View plain);
inline constexpr std::size_t box_size = 32 + 16;  ///< bytes that seal_to adds
bool unseal_with(View seed, View sealed, std::span<std::uint8_t> plain);

}  // namespace recognize
