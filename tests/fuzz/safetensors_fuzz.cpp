// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cameo/io/safetensors.hpp"
#include "io/tiny_weights.hpp"

// The first byte chooses how the rest becomes a file: as it is, as the header of a file with the right data,
// or as edits (where, what) of a good file. After an error the weights must be untouched; without one they
// must return from what write_weights makes of them.

namespace {

using cameo_test::Bytes;
using cameo_test::TinyWeights;
using cameo_test::zero_weights;

void require(bool condition) {
  if (!condition) std::abort();
}

Bytes written(const TinyWeights& weights) {
  Bytes bytes(cameo::weights_size(weights));
  require(!cameo::write_weights(weights, bytes));
  return bytes;
}

Bytes edited(std::span<const std::uint8_t> edits) {
  Bytes bytes = written(TinyWeights());
  for (std::size_t i = 0; i + 1 < edits.size(); i += 2)
    bytes[edits[i] % bytes.size()] = static_cast<std::byte>(edits[i + 1]);
  return bytes;
}

Bytes file_of(std::span<const std::uint8_t> input) {
  if (input.empty()) return {};
  const auto rest = input.subspan(1);
  const std::string_view text(reinterpret_cast<const char*>(rest.data()), rest.size());
  switch (input[0] % 3) {
    case 0:
      return cameo_test::bytes_of(text);
    case 1:
      return cameo_test::safetensors(text, std::array{1.f, 2.f, 3.f, 4.f, 5.f, 6.f, 7.f, 8.f, 9.f});
    default:
      return edited(rest);
  }
}

}  // namespace

namespace {

// What is read can be written, unless a name stands twice, and is read again: escapes and bytes that are no
// UTF-8 become what they mean, so from then on nothing changes.
void check_metadata(const Bytes& file) {
  const auto read = cameo::metadata_of(file, "fuzz");
  if (!read) return;
  std::vector<cameo::MetadataEntry> entries(read->begin(), read->end());
  Bytes bytes(cameo::weights_size(TinyWeights(), entries));
  if (cameo::write_weights(TinyWeights(), bytes, entries)) return;
  const auto again = cameo::metadata_of(bytes, "again");
  require(again && again->size() == entries.size());
  Bytes same(cameo::weights_size(TinyWeights(), *again));
  if (cameo::write_weights(TinyWeights(), same, *again)) return;  // two names became one
  require(same == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  TinyWeights weights = zero_weights;
  const Bytes file = file_of({data, size});
  check_metadata(file);
  if (cameo::load_weights(file, "fuzz", weights)) {
    require(weights == zero_weights);
    return 0;
  }
  TinyWeights again = zero_weights;
  require(!cameo::load_weights(written(weights), "again", again));
  require(again == weights);
  return 0;
}
