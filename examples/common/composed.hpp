// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace examples {

/// A name with each letter and its marks as one character where there is one (Unicode's NFC): the "é" of one
/// character and that of two, which nobody can see apart, are one name then. What is no UTF-8 stays.
std::string composed(std::string_view name);

}  // namespace examples
