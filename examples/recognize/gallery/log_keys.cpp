// SPDX-License-Identifier: MIT
#include "log_keys.hpp"

#include <algorithm>
#include <cameo/io/little_endian.hpp>
#include <utility>

namespace recognize {

namespace {

constexpr std::size_t number_size = sizeof(std::int64_t), packed_size = number_size + Secret::key_size,
                      sealed_size = packed_size + box_size;

}  // namespace

Secret log_seed(const KeyRing& ring) { return derive_key(ring.admin, "the log"); }

void replace_log_key(State& state, const KeyRing& before, const KeyRing& after) {
  state.log_key = box_public_key(log_seed(after));
  Secret packed(packed_size);
  std::uint8_t* end = packed.data();
  const auto append = [&](std::span<const std::byte> bytes) {
    end = std::copy_n(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), end);
  };
  cameo::detail::write_numbers(std::span(&std::as_const(state.log_length), 1), append);
  append(std::as_bytes(View(log_seed(before))));
  const Bytes sealed = seal_to(state.log_key, packed);
  state.former_log_keys.insert(state.former_log_keys.end(), sealed.begin(), sealed.end());
}

std::vector<LogKey> log_keys(const State& state, const KeyRing& ring) {
  std::vector<LogKey> keys;
  keys.push_back({state.log_length, log_seed(ring)});
  View rest = state.former_log_keys;
  for (Secret packed(packed_size); rest.size() >= sealed_size; rest = rest.first(rest.size() - sealed_size)) {
    if (!unseal_with(keys.back().seed, rest.last(sealed_size), packed)) break;
    keys.push_back(
        {cameo::detail::read_number<std::int64_t>(reinterpret_cast<const std::byte*>(packed.data())),
         Secret::copy_of(View(packed).subspan(number_size))});
  }
  return keys;
}

}  // namespace recognize
