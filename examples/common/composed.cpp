// SPDX-License-Identifier: MIT
#include "composed.hpp"

#include <glib.h>  // which draws text here already, through Pango

#include <memory>

namespace examples {

std::string composed(std::string_view name) {
  const std::unique_ptr<char, decltype(&g_free)> text(
      g_utf8_normalize(name.data(), static_cast<gssize>(name.size()), G_NORMALIZE_NFC), g_free);
  return std::string(text == nullptr ? name : text.get());
}

}  // namespace examples
