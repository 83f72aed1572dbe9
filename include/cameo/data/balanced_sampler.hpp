// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/permutation.hpp"
#include "cameo/data/class_index.hpp"
#include "cameo/data/sampler.hpp"

namespace cameo::inline CAMEO_ABI {

/// As many samples of each group an epoch, all shuffled, and about as many as the data set has: those of a
/// small group come several times, of a large one others each epoch. `groups` has a number for each sample,
/// such as of women and men; it need not be the label. Allocates when it is made, never later. Error: a group
/// that is NaN.
class BalancedSampler final : public Sampler {
 public:
  explicit BalancedSampler(std::span<const float> groups) : groups_(groups), order_(0, 1) {}

  std::size_t samples() const override { return groups_.samples(); }

  Error error() const override {
    const Error of_labels = groups_.error();
    return of_labels ? Error("BalancedSampler: ", of_labels.message()) : Error();
  }

  std::size_t begin_epoch(std::uint64_t key) override {
    key_ = key;
    each_ = (groups_.samples() + groups_.classes() - 1) / groups_.classes();
    const std::size_t count = each_ * groups_.classes();
    order_ = Permutation(key, count);
    return count;
  }

  std::size_t index(std::size_t place) const override {
    const std::size_t drawn = order_(place), group = drawn / each_, number = drawn % each_;
    const auto members = groups_.members(group);
    const std::size_t turn = number / members.size();
    const Permutation of_group(random_bits(random_bits(key_, group + 1), turn), members.size());
    return members[of_group(number % members.size())];
  }

 private:
  detail::ClassIndex groups_;
  std::size_t each_ = 1;
  std::uint64_t key_ = 0;
  Permutation order_;
};

}  // namespace cameo::inline CAMEO_ABI
