// SPDX-License-Identifier: MIT
#pragma once

#include <cameo/core/result.hpp>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace examples {

/// Ends the program: main() writes the sentence to stderr and returns 1.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What main() writes to stderr of whatever ends the program.
inline std::string sentence_of(const std::exception& problem) {
  if (dynamic_cast<const std::bad_alloc*>(&problem) != nullptr) return "there is too little memory for this";
  const auto* refusal = dynamic_cast<const std::system_error*>(&problem);
  if (refusal != nullptr && refusal->code() == std::errc::resource_unavailable_try_again)
    return "the system starts no more threads: there is too little memory, or a limit is reached";
  return problem.what();
}

inline void check(const cameo::Error& error) {
  if (error) throw Failure(std::string(error.message()));
}

template <class Value>
Value value_of(cameo::Result<Value> result) {
  check(result.error());
  return *std::move(result);
}

}  // namespace examples
