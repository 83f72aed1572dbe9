// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "cameo/face/face_distance-inl.hpp"
#include "cameo/simd/load_as_floats-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE {

/// products[p] = sum over i of bytes[i][p] * query[i], for `People` people side by side.
template <std::size_t People, std::size_t Values>
HWY_INLINE void products_with_bytes(const std::array<std::array<std::int8_t, People>, Values>& bytes,
                                    const std::array<float, Values>& query,
                                    std::array<float, People>& products) {
  constexpr std::size_t vectors = 4;  // one sum after another would wait for itself
  constexpr std::size_t lanes = max_lanes;
  static_assert(People % (vectors * lanes) == 0);
  const Floats d;
  for (std::size_t p = 0; p < People; p += vectors * lanes) {
    auto sum0 = hn::Zero(d), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    for (std::size_t i = 0; i < Values; ++i) {
      const auto value = hn::Set(d, query[i]);
      const std::int8_t* of_people = &bytes[i][p];
      sum0 = hn::MulAdd(load_as_floats(d, of_people), value, sum0);
      sum1 = hn::MulAdd(load_as_floats(d, of_people + lanes), value, sum1);
      sum2 = hn::MulAdd(load_as_floats(d, of_people + 2 * lanes), value, sum2);
      sum3 = hn::MulAdd(load_as_floats(d, of_people + 3 * lanes), value, sum3);
    }
    hn::StoreU(sum0, d, &products[p]);
    hn::StoreU(sum1, d, &products[p + lanes]);
    hn::StoreU(sum2, d, &products[p + 2 * lanes]);
    hn::StoreU(sum3, d, &products[p + 3 * lanes]);
  }
}

}  // namespace cameo::inline CAMEO_ABI::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

namespace cameo::inline CAMEO_ABI {

namespace detail {

inline double dot(const FaceDescriptor& a, const FaceDescriptor& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

}  // namespace detail

/// A descriptor by its number, and its distance from the one that was looked for.
struct Neighbor {
  std::size_t index = 0;
  float distance = 0;
};

/// People, by finite descriptors or means of several, among whom the nearest are looked for. Of all of them a
/// copy of 8-bit values is read, 140 bytes each; it tells how far each one is at least, and only those that
/// may be nearer than the nearest so far are compared as floats, 516 bytes each. So the answers are those of
/// comparing all by face_distance().
class FaceSearch {
 public:
  std::size_t size() const { return means_.size(); }

  /// The memory that it takes.
  std::size_t bytes() const {
    return means_.capacity() * sizeof(FaceMean) + blocks_.capacity() * sizeof(Block);
  }

  /// Room for so many: without it the memory doubles whenever it is full.
  void reserve(std::size_t count) {
    means_.reserve(count);
    blocks_.reserve((count + people - 1) / people);
  }

  /// Its number is the size before.
  void add(const FaceMean& mean) {
    if (size() % people == 0) blocks_.emplace_back();
    means_.emplace_back();
    replace(size() - 1, mean);
  }

  /// Requires index < size().
  void replace(std::size_t index, const FaceMean& mean) {
    means_[index] = mean;
    const FaceDescriptor& descriptor = mean.mean;
    Block& block = blocks_[index / people];
    const std::size_t p = index % people;
    float largest = 0;
    for (const float value : descriptor) largest = (std::max)(largest, (std::abs)(value));
    const float scale = largest / 127;
    FaceDescriptor rounded{}, lost{};
    for (std::size_t i = 0; i < descriptor.size(); ++i) {
      const float byte = scale > 0 ? std::clamp((std::round)(descriptor[i] / scale), -127.0f, 127.0f) : 0;
      block.values[i][p] = static_cast<std::int8_t>(byte);
      rounded[i] = scale * byte;
      lost[i] = descriptor[i] - rounded[i];
    }
    block.scales[p] = scale;
    block.squares[p] = static_cast<float>(detail::dot(rounded, rounded)) + mean.scatter;
    block.errors[p] = static_cast<float>(std::sqrt(detail::dot(lost, lost)));
  }

  /// The nearest `count`, or fewer where there are fewer, the nearest first; of equal ones those that were
  /// added first.
  std::vector<Neighbor> nearest(const FaceMean& query, std::size_t count) const {
    Nearest best(count);
    if (count == 0) return {};
    const FaceDescriptor& descriptor = query.mean;
    const float square = static_cast<float>(detail::dot(descriptor, descriptor)) + query.scatter;
    std::array<float, people> products;
    for (std::size_t first = 0; first < size(); first += people) {
      const Block& block = blocks_[first / people];
      HWY_NAMESPACE::products_with_bytes(block.values, descriptor, products);
      for (std::size_t p = 0; p < (std::min)(people, size() - first); ++p)
        if (block.may_be_within(best.farthest(), p, square, products[p]))
          best.offer({first + p, detail::squared_face_distance(means_[first + p], query)});
    }
    return best.sorted();
  }

 private:
  static constexpr std::size_t people = 64;  // a cache line of bytes

  /// People side by side: values[i][p] * scales[p] is about value i of person p's descriptor.
  struct alignas(64) Block {
    std::array<std::array<std::int8_t, people>, FaceResNet::Output::size> values{};
    std::array<float, people> scales{};
    std::array<float, people> squares{};  ///< of the length of what the values stand for, and the scatter
    std::array<float, people> errors{};   ///< the distance from there to the descriptor

    /// Whether a person may be nearer than `distance`, for the query's squared length and product of it with
    /// the values. By the triangle inequality nobody is who is farther from what the values stand for by more
    /// than the error; of means too, whose scatters are as one coordinate more on each side. The margins are
    /// larger than all that rounding does: 128 products and sums, and some operations more, by half of
    /// FLT_EPSILON each.
    bool may_be_within(float distance, std::size_t p, float square, float product) const {
      constexpr float margin = 1e-5f;
      static_assert(margin > 140 * std::numeric_limits<float>::epsilon() / 2);
      const float squares_sum = squares[p] + square;
      const float reach = distance * (1 + margin) + errors[p] * (1 + margin);
      const float apart = squares_sum - 2 * scales[p] * product;
      return !(apart > reach * reach + squares_sum * margin + (std::numeric_limits<float>::min)());
    }
  };

  /// The nearest so far; their distances are squared.
  class Nearest {
   public:
    explicit Nearest(std::size_t count) : count_(count) {}

    /// Whoever is farther than this is none of them.
    float farthest() const { return farthest_; }

    void offer(const Neighbor& found) {
      if (heap_.size() == count_) {
        if (!nearer(found, heap_.front())) return;
        std::pop_heap(heap_.begin(), heap_.end(), nearer);
        heap_.pop_back();
      }
      heap_.push_back(found);
      std::push_heap(heap_.begin(), heap_.end(), nearer);
      if (heap_.size() == count_) farthest_ = std::sqrt(heap_.front().distance);
    }

    std::vector<Neighbor> sorted() {
      std::sort_heap(heap_.begin(), heap_.end(), nearer);
      for (Neighbor& neighbor : heap_) neighbor.distance = std::sqrt(neighbor.distance);
      return std::move(heap_);
    }

   private:
    static bool nearer(const Neighbor& a, const Neighbor& b) {
      return a.distance < b.distance || (a.distance == b.distance && a.index < b.index);
    }

    std::size_t count_;
    std::vector<Neighbor> heap_;  // the farthest at its front
    float farthest_ = std::numeric_limits<float>::infinity();
  };

  std::vector<FaceMean> means_;
  std::vector<Block> blocks_;
};

}  // namespace cameo::inline CAMEO_ABI
