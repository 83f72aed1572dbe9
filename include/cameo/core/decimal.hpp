// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>

#include "cameo/core/text.hpp"

namespace cameo::inline CAMEO_ABI {

/// `value` rounded to `places` <= 9 digits after the point, for error messages: "0.2500", "-3.0", "NaN",
/// "infinity", "over 1000000000" for what is larger, "between 0 and 0.0001" for what would be rounded to 0.
inline Text decimal(double value, int places) {
  if (std::isnan(value)) return Text("NaN");
  const char* sign = value < 0 ? "-" : "";
  const double size = std::fabs(value);
  if (std::isinf(size)) return Text(sign, "infinity");
  if (size > 1e9) return Text(sign, "over 1000000000");
  std::int64_t unit = 1;
  for (int place = 0; place < places; ++place) unit *= 10;
  const auto units = static_cast<std::int64_t>(size * static_cast<double>(unit) + 0.5);
  if (units == 0 && size > 0) {
    const Text least =
        decimal(value < 0 ? -1 / static_cast<double>(unit) : 1 / static_cast<double>(unit), places);
    return value < 0 ? Text("between ", least, " and 0") : Text("between 0 and ", least);
  }
  Text text(sign, units / unit);
  if (places > 0) text.append(".");
  for (std::int64_t digit = unit / 10; digit > 0; digit /= 10) text.append(units / digit % 10);
  return text;
}

}  // namespace cameo::inline CAMEO_ABI
