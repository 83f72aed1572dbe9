// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "cameo/face/face_resnet.hpp"
#include "cameo/simd/compat-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// squares[p] = sum over i of (block[i][p] - query[i])^2, for `People` people side by side; each lane is one
/// of them, so that every target gives the same bits.
template <std::size_t People, std::size_t Values>
HWY_INLINE void squared_distances(const std::array<std::array<float, People>, Values>& block,
                                  std::span<const float, Values> query, std::array<float, People>& squares) {
  const Floats d;
  const std::size_t lanes = hn::Lanes(d);
  static_assert(People % static_cast<std::size_t>(max_lanes) == 0);
  for (std::size_t p = 0; p < People; p += lanes) {
    auto sum = hn::Zero(d);
    for (std::size_t i = 0; i < Values; ++i) {
      const auto difference = hn::Sub(hn::LoadU(d, &block[i][p]), hn::Set(d, query[i]));
      sum = hn::MulAdd(difference, difference, sum);
    }
    hn::StoreU(sum, d, &squares[p]);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

namespace cameo::inline CAMEO_ABI {

/// Distances of FaceResNet's descriptors below this are mostly of one person; of two people of the same sex
/// about one pair in a hundred is so near.
inline constexpr float same_person_distance = 0.6f;

/// The Euclidean distance of two descriptors.
inline float face_distance(const FaceDescriptor& a, const FaceDescriptor& b) {
  float sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

/// A descriptor by its number, and its distance from the one that was looked for.
struct Neighbor {
  std::size_t index = 0;
  float distance = 0;
};

/// Descriptors among which the nearest are looked for: all are compared, 512 bytes each, in one pass over the
/// memory.
class FaceSearch {
 public:
  std::size_t size() const { return size_; }

  /// Its number is the size before.
  void add(const FaceDescriptor& descriptor) {
    if (size_ % people == 0) blocks_.emplace_back();
    ++size_;
    replace(size_ - 1, descriptor);
  }

  /// Requires index < size().
  void replace(std::size_t index, const FaceDescriptor& descriptor) {
    Block& block = blocks_[index / people];
    for (std::size_t i = 0; i < descriptor.size(); ++i) block.values[i][index % people] = descriptor[i];
  }

  /// The nearest `count`, or fewer where there are fewer, the nearest first; of equal ones those that were
  /// added first.
  std::vector<Neighbor> nearest(const FaceDescriptor& descriptor, std::size_t count) const {
    std::vector<Neighbor> best;  // a heap, the farthest at its front
    const auto nearer = [](const Neighbor& a, const Neighbor& b) {
      return a.distance < b.distance || (a.distance == b.distance && a.index < b.index);
    };
    std::array<float, people> squares;
    for (std::size_t first = 0; first < size_ && count > 0; first += people) {
      HWY_NAMESPACE::squared_distances(blocks_[first / people].values, std::span(descriptor), squares);
      for (std::size_t p = 0; p < (std::min)(people, size_ - first); ++p) {
        const Neighbor found{first + p, squares[p]};
        if (best.size() == count && !nearer(found, best.front())) continue;
        if (best.size() == count) {
          std::pop_heap(best.begin(), best.end(), nearer);
          best.pop_back();
        }
        best.push_back(found);
        std::push_heap(best.begin(), best.end(), nearer);
      }
    }
    std::sort_heap(best.begin(), best.end(), nearer);
    for (Neighbor& neighbor : best) neighbor.distance = std::sqrt(neighbor.distance);
    return best;
  }

 private:
  static constexpr std::size_t people = 16;  // a cache line of floats
  struct alignas(64) Block {
    std::array<std::array<float, people>, FaceResNet::Output::size> values{};
  };

  std::vector<Block> blocks_;
  std::size_t size_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI
