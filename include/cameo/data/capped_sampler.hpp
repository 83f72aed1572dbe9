// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/permutation.hpp"
#include "cameo/data/class_index.hpp"
#include "cameo/data/sampler.hpp"

namespace cameo::inline CAMEO_ABI {

/// At most `cap` samples of each class an epoch, others each time, all shuffled: whoever has hundreds of
/// pictures does not outweigh those who have two. What is left behind the last whole batch waits for another
/// epoch: statistics of a batch of few samples would be of no use. Allocates when it is made, never later.
/// Errors: a label that is NaN, a cap or a batch of 0.
class CappedSampler final : public Sampler {
 public:
  CappedSampler(std::span<const float> labels, std::size_t cap, std::size_t batch = 1)
      : classes_(labels), cap_(cap), batch_(batch), chosen_(labels.size()), order_(0, 1) {}

  std::size_t samples() const override { return classes_.samples(); }

  Error error() const override {
    if (const Error of_labels = classes_.error()) return Error("CappedSampler: ", of_labels.message());
    if (cap_ < 1 || batch_ < 1)
      return Error("CappedSampler: the cap is ", cap_, " and the batch ", batch_,
                   ", but each must be at least 1");
    return {};
  }

  std::size_t begin_epoch(std::uint64_t key) override {
    std::size_t count = 0;
    for (std::size_t number = 0; number < classes_.classes(); ++number) {
      const auto members = classes_.members(number);
      const Permutation of_class(random_bits(key, number + 1), members.size());
      for (std::size_t i = 0; i < (std::min)(cap_, members.size()); ++i)
        chosen_[count++] = members[of_class(i)];
    }
    order_ = Permutation(key, count);
    return count < batch_ ? count : count - count % batch_;
  }

  std::size_t index(std::size_t place) const override { return chosen_[order_(place)]; }

 private:
  detail::ClassIndex classes_;
  std::size_t cap_, batch_;
  std::vector<std::size_t> chosen_;
  Permutation order_;
};

}  // namespace cameo::inline CAMEO_ABI
