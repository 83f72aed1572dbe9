// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "cameo/core/text.hpp"

namespace cameo::inline CAMEO_ABI {

/// One clear sentence: what was expected, what was found, and where. An empty Error means success. The
/// compiler warns of a call whose Error nobody looks at; `(void)` says that this is meant.
class [[nodiscard]] Error {
 public:
  constexpr Error() = default;

  /// Error("'", name, "' has ", found, " values but the network wants ", expected)
  template <class First, class... Parts>
  requires(!std::same_as<First, Error>) explicit constexpr Error(const First& first, const Parts&... parts)
      : text_(first, parts...) {}

  constexpr std::string_view message() const { return text_.view(); }
  constexpr const char* c_str() const { return text_.c_str(); }

  /// True when something went wrong.
  explicit constexpr operator bool() const { return !text_.empty(); }

 private:
  Text text_;
};

/// A value, or the Error that says why there is none.
template <class Value>
class [[nodiscard]] Result {
 public:
  constexpr Result(Value value) : value_(std::move(value)) {}  // NOLINT: a value is a result
  constexpr Result(Error error) : error_(error) {}             // NOLINT: an error is a result

  /// True when there is a value.
  explicit constexpr operator bool() const { return value_.has_value(); }

  /// Requires a value.
  constexpr Value& operator*() & { return *value_; }
  constexpr const Value& operator*() const& { return *value_; }
  constexpr Value&& operator*() && { return *std::move(value_); }
  constexpr Value* operator->() { return &*value_; }
  constexpr const Value* operator->() const { return &*value_; }

  constexpr const Error& error() const { return error_; }

 private:
  std::optional<Value> value_;
  Error error_;
};

}  // namespace cameo::inline CAMEO_ABI
