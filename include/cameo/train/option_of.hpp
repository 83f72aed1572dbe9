// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "cameo/core/abi.hpp"

namespace cameo::inline CAMEO_ABI::detail {

template <template <class...> class Is, class Default, class... Options>
struct OptionOf {
  using type = Default;
};
template <template <class...> class Is, class Default, class First, class... Rest>
struct OptionOf<Is, Default, First, Rest...>
    : std::conditional_t<Is<First>::value, std::type_identity<First>, OptionOf<Is, Default, Rest...>> {};

/// The option that Is<Option>::value accepts, or `Default` without one.
template <template <class...> class Is, class Default, class... Options>
using option_of = typename OptionOf<Is, Default, Options...>::type;

/// How many options Is<Option>::value accepts.
template <template <class...> class Is, class... Options>
inline constexpr int count_of = (0 + ... + (Is<Options>::value ? 1 : 0));

}  // namespace cameo::inline CAMEO_ABI::detail
