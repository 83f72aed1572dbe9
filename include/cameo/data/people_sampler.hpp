// SPDX-License-Identifier: MIT
#pragma once

#include "cameo/core/permutation.hpp"
#include "cameo/data/class_index.hpp"
#include "cameo/data/sampler.hpp"

namespace cameo::inline CAMEO_ABI {

/// Batches of `people` classes with `pictures` samples each, what a triplet loss needs. The classes of a
/// batch differ, and each comes about as often as any other; a class of fewer samples repeats them. An epoch
/// has as many whole batches as the data set. Allocates when it is made, never later. Errors: a label that is
/// NaN, people that are not 1 to as many as there are classes, pictures that are not 1 to as many as samples.
class PeopleSampler final : public Sampler {
 public:
  PeopleSampler(std::span<const float> labels, std::size_t people, std::size_t pictures)
      : classes_(labels), people_(people), pictures_(pictures) {}

  std::size_t samples() const override { return classes_.samples(); }

  Error error() const override {
    if (const Error of_labels = classes_.error()) return Error("PeopleSampler: ", of_labels.message());
    if (people_ < 1 || people_ > classes_.classes())
      return Error("PeopleSampler: a batch has ", people_, " people, but there are ", classes_.classes(),
                   "; expected 1 to as many");
    if (pictures_ < 1 || pictures_ > classes_.samples())
      return Error("PeopleSampler: a batch has ", pictures_, " pictures of each, but there are ",
                   classes_.samples(), " in all; expected 1 to as many");
    return {};
  }

  std::size_t begin_epoch(std::uint64_t key) override {
    key_ = key;
    const std::size_t batch = people_ * pictures_;
    return (std::max)(classes_.samples() / batch, std::size_t{1}) * batch;
  }

  std::size_t index(std::size_t place) const override {
    const std::size_t batch = place / (people_ * pictures_), of_batch = place % (people_ * pictures_);
    // Classes in turn; a turn that has too few left for a batch is not begun.
    const std::size_t batches_of_turn = classes_.classes() / people_, turn = batch / batches_of_turn;
    const Permutation classes(random_bits(key_, turn), classes_.classes());
    const auto members = classes_.members(classes(batch % batches_of_turn * people_ + of_batch / pictures_));
    const Permutation of_class(random_bits(random_bits(key_, batch), of_batch / pictures_ + 1),
                               members.size());
    return members[of_class(of_batch % pictures_ % members.size())];
  }

 private:
  detail::ClassIndex classes_;
  std::size_t people_, pictures_;
  std::uint64_t key_ = 0;
};

}  // namespace cameo::inline CAMEO_ABI
