// SPDX-License-Identifier: MIT
#include "sealing.hpp"

#include <sodium.h>

namespace recognize {

namespace {

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(seal_size == nonce_size + crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(box_size == crypto_box_SEALBYTES);
static_assert(Secret::key_size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(public_key_size == crypto_sign_PUBLICKEYBYTES && public_key_size == crypto_box_PUBLICKEYBYTES);
static_assert(signature_size == crypto_sign_BYTES);
static_assert(Secret::key_size == crypto_sign_SEEDBYTES && Secret::key_size == crypto_box_SEEDBYTES);

Fields associated_data(const Place& place) {
  Fields fields;
  fields.add(place.gallery).add(place.table).add(place.row);
  return fields;
}

struct SigningPair {
  Bytes public_key = Bytes(crypto_sign_PUBLICKEYBYTES);
  Secret secret_key = Secret(crypto_sign_SECRETKEYBYTES);

  explicit SigningPair(View seed) {
    crypto_sign_seed_keypair(public_key.data(), secret_key.data(), seed.data());
  }
};

struct BoxPair {
  Bytes public_key = Bytes(crypto_box_PUBLICKEYBYTES);
  Secret secret_key = Secret(crypto_box_SECRETKEYBYTES);

  explicit BoxPair(View seed) { crypto_box_seed_keypair(public_key.data(), secret_key.data(), seed.data()); }
};

}  // namespace

Secret derive_key(View key, View purpose) {
  Secret derived;
  crypto_generichash(derived.data(), derived.size(), purpose.data(), purpose.size(), key.data(), key.size());
  return derived;
}

Hash hash_of(View bytes) { return authentication_code({}, bytes); }

Hash authentication_code(View key, View bytes) {
  Hash hash{};
  crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), key.data(), key.size());
  return hash;
}

RunningHash::RunningHash() { crypto_generichash_blake2b_init(&state_, nullptr, 0, std::tuple_size_v<Hash>); }
void RunningHash::add(View bytes) { crypto_generichash_blake2b_update(&state_, bytes.data(), bytes.size()); }
Hash RunningHash::finish() {
  Hash hash{};
  crypto_generichash_blake2b_final(&state_, hash.data(), hash.size());
  return hash;
}

bool is_equal(View a, View b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size);
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

Bytes seal(View key, const Place& place, View plain) {
  Bytes sealed(plain.size() + seal_size);
  randombytes_buf(sealed.data(), nonce_size);
  const Fields fields = associated_data(place);
  const View data = fields;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_size, nullptr, plain.data(), plain.size(),
                                             data.data(), data.size(), nullptr, sealed.data(), key.data());
  return sealed;
}

bool unseal(View key, const Place& place, View sealed, std::span<std::uint8_t> plain) {
  if (sealed.size() < seal_size || key.size() != Secret::key_size) return false;
  const Fields fields = associated_data(place);
  const View data = fields;
  return crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr,
                                                    sealed.data() + nonce_size, sealed.size() - nonce_size,
                                                    data.data(), data.size(), sealed.data(), key.data()) == 0;
}

Bytes signing_public_key(View seed) { return SigningPair(seed).public_key; }

Bytes sign(View seed, View message) {
  const SigningPair pair(seed);
  Bytes signature(crypto_sign_BYTES);
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), pair.secret_key.data());
  return signature;
}

bool is_signed(View public_key, View message, View signature) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) ==
             0;
}

Bytes box_public_key(View seed) { return BoxPair(seed).public_key; }

Bytes seal_to(View public_key, View plain) {
  Bytes sealed(plain.size() + box_size);
  crypto_box_seal(sealed.data(), plain.data(), plain.size(), public_key.data());
  return sealed;
}

bool unseal_with(View seed, View sealed, std::span<std::uint8_t> plain) {
  if (sealed.size() != plain.size() + box_size) return false;
  const BoxPair pair(seed);
  return crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), pair.public_key.data(),
                              pair.secret_key.data()) == 0;
}

}  // namespace recognize
