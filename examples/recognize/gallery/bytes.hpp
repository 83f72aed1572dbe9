// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace recognize {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

inline View view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// "0a1b..."
std::string to_hex(View bytes);

/// Fields one after another, each behind its length, so that no two lists of fields give the same bytes.
class Fields {
 public:
  Fields& add(View field);
  Fields& add(std::string_view text) { return add(view_of(text)); }
  Fields& add(std::int64_t number);

  operator View() const { return bytes_; }

 private:
  Bytes bytes_;
};

}  // namespace recognize
