// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// first .. end - 1.
struct Range {
  int first = 0, end = 0;
  constexpr int size() const { return end - first; }
  constexpr bool has(int i) const { return first <= i && i < end; }
};

/// Part `part` of `parts` about equal ones of 0 .. total - 1.
constexpr Range part_of(int total, int part, int parts) {
  const auto begin = [=](std::int64_t of) { return static_cast<int>(of * total / parts); };
  return {begin(part), begin(part + 1)};
}

/// Calls f<Part>(first) for parts of 0 .. Total - 1, the last one smaller when Part does not divide Total.
template <int Total, int Part, class Function>
HWY_INLINE void over_parts(const Function& f) {
  constexpr int whole = Total / Part * Part;
  for (int first = 0; first < whole; first += Part) f.template operator()<Part>(first);
  if constexpr (whole < Total) f.template operator()<Total - whole>(whole);
}

/// Where the part-th of so many shares of these parts begins.
template <int Total, int Part>
constexpr int share_begin(int part, int parts) {
  return (std::min)(part * ((Total + Part - 1) / Part) / parts * Part, Total);
}

/// The calls of one share.
template <int Total, int Part, class Function>
HWY_INLINE void over_share(int part, int parts, const Function& f) {
  constexpr int whole = Total / Part * Part;
  const int end = share_begin<Total, Part>(part + 1, parts);
  for (int first = share_begin<Total, Part>(part, parts); first < (std::min)(end, whole); first += Part)
    f.template operator()<Part>(first);
  if constexpr (whole < Total)
    if (end == Total) f.template operator()<Total - whole>(whole);
}

/// Calls f<Rows>(first) for parts of 0 .. total - 1: `Most` (a power of two) each, then ever halves.
template <int Most, class Function>
HWY_INLINE void over_rows(int total, const Function& f, int first = 0) {
  for (; first + Most <= total; first += Most) f.template operator()<Most>(first);
  if constexpr (Most > 1) over_rows<Most / 2>(total, f, first);
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
