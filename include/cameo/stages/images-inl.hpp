// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// image_of(sample) for tile after tile, asked once for each sample.
template <class ImageOf>
class Images {
 public:
  explicit Images(const ImageOf& image_of) : image_of_(image_of) {}
  const float* of(int sample) {
    if (sample != sample_) x_ = image_of_(sample_ = sample);
    return x_;
  }

 private:
  const ImageOf& image_of_;
  int sample_ = -1;
  const float* x_ = nullptr;
};

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
