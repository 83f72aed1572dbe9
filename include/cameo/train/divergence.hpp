// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <string_view>

#include "cameo/core/result.hpp"
#include "cameo/net/parameters.hpp"
#include "cameo/simd/reduce-inl.hpp"

namespace cameo::inline CAMEO_ABI::detail {

/// An Error that names the first value of the parameters, or of `what` has as many, that is NaN or infinite
/// and says what helps.
template <Network Net>
Error check_finite(const Parameters<Net>& parameters, std::string_view what = "the parameters are") {
  for (const ParameterTensor& tensor : parameter_tensors<Net>) {
    const auto values = parameters.of(tensor);
    if (HWY_NAMESPACE::all_finite(values.data(), values.size())) continue;
    std::size_t first = 0;
    while (std::isfinite(values[first])) ++first;
    return Error(what, " not finite: '", tensor.name(), "' is NaN or infinite at index ", first,
                 "; initialize or load them, then train with a lower learning rate");
  }
  return {};
}

/// Small weights are finite: quantize refuses others.
template <class StoredParameters>
Error check_finite(const StoredParameters&) {
  return {};
}

/// Why what comes of the parameters is not finite, "the loss is" or "the outputs are", and what helps.
template <class ParametersType>
Error divergence_error(std::string_view what, const ParametersType& parameters) {
  if (Error error = check_finite(parameters)) return error;
  return Error(
      what,
      " not finite: the samples or the parameters are too large; scale the samples, or initialize or "
      "load the parameters and train with a lower learning rate");
}

}  // namespace cameo::inline CAMEO_ABI::detail
