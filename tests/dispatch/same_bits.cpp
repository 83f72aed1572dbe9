// SPDX-License-Identifier: MIT
// Trains three networks for 100 steps with every copy that this CPU can run and that fuses multiply-add, such
// as AVX2's and AVX-512's, and fails unless their parameters have the same bits. 77: there are no two such
// copies.
#include <cstdio>
#include <optional>

#include "cameo/dispatch.hpp"
#include "trained.hpp"

int main() {
  using namespace cameo::dispatched;
  struct Hashes {
    std::uint64_t adam, momentum, deep;
    bool operator==(const Hashes&) const = default;
  };
  std::optional<Hashes> first;
  int compared = 0, failures = 0;
  for (const Copy<Trained>* copy : copies<Trained>()) {
    if (find<Trained>(copy->target) != copy || !copy->fused) continue;
    const Hashes hashes{copy->adam(100), copy->momentum(100), copy->deep(100)};
    std::printf("%s: %016llx %016llx %016llx\n", copy->target, static_cast<unsigned long long>(hashes.adam),
                static_cast<unsigned long long>(hashes.momentum),
                static_cast<unsigned long long>(hashes.deep));
    if (hashes.adam == 0 || hashes.momentum == 0 || hashes.deep == 0 || (first && hashes != *first))
      ++failures;
    first = hashes;
    ++compared;
  }
  if (failures == 0 && compared < 2)
    std::puts("skipped: this CPU lacks a second target with fused multiply-add");
  return failures > 0 ? 1 : compared < 2 ? 77 : 0;
}
