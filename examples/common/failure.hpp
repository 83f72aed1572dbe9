// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/core/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace examples {

/// Ends the program: main() writes the sentence to stderr and returns 1.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void check(const cameo::Error& error) {
  if (error) throw Failure(std::string(error.message()));
}

template <class Value>
Value value_of(cameo::Result<Value> result) {
  check(result.error());
  return *std::move(result);
}

}  // namespace examples
