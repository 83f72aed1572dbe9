// SPDX-License-Identifier: MIT
#include "cameo/train/huge_pages.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <sstream>
#include <string>

#include "cameo/cameo.hpp"
#include "catch.hpp"

using namespace cameo;

namespace huge_pages_test {

using Net = Sequential<Input<1024>, Dense<2048>, ReLU, Dense<10>, Softmax>;
using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<4>>;

/// What the system says of the mapping that holds `address`: "hg" among its flags where huge pages are
/// wanted.
std::string flags_of(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  bool here = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = ' ';
    if (std::istringstream range(line); range >> std::hex >> begin >> dash >> end && dash == '-')
      here = begin <= reinterpret_cast<std::uintptr_t>(address) &&
             reinterpret_cast<std::uintptr_t>(address) < end;
    else if (here && line.starts_with("VmFlags:"))
      return line + " ";
  }
  return "";
}

/// From its first byte to its last.
template <class Object>
bool in_huge_pages(const Object& object) {
  const char* const first = reinterpret_cast<const char*>(&object);
  return flags_of(first).find(" hg ") != std::string::npos &&
         flags_of(first + sizeof(Object) - 1).find(" hg ") != std::string::npos;
}

bool system_has_them() { return std::filesystem::exists("/sys/kernel/mm/transparent_hugepage"); }

TEST_CASE("A trainer and predictors ask for huge pages") {
  if (!system_has_them()) CAMEO_SKIP("the system has no huge pages");
  static NetTrainer trainer;
  CHECK(in_huge_pages(trainer));
  const auto predictor = std::make_unique<Predictor<Net>>();
  CHECK(in_huge_pages(*predictor));
  const auto small = std::make_unique<Predictor<Net, Weights::bf16>>();
  CHECK(in_huge_pages(*small));
  const auto borrowed = std::make_unique<Predictor<Net, Batch<64>, Borrowed>>(trainer.parameters());
  CHECK(in_huge_pages(*borrowed));
}

TEST_CASE("An object of less than a huge page asks for none") {
  if (!system_has_them()) CAMEO_SKIP("the system has no huge pages");
  using Small = Sequential<Input<64>, Dense<1000>, Dense<10>, Softmax>;
  static Predictor<Small> predictor;
  CHECK_FALSE(in_huge_pages(predictor));
}

TEST_CASE("A new predictor's parameters are zeros wherever it lies") {
  const auto memory = std::make_unique<std::array<std::byte, sizeof(Predictor<Net>) + 64>>();
  memory->fill(std::byte{0xff});
  void* place = memory->data();
  std::size_t bytes = memory->size();
  auto* const predictor = new (std::align(64, sizeof(Predictor<Net>), place, bytes)) Predictor<Net>;
  CHECK(std::ranges::all_of(predictor->parameters().values, [](float value) { return value == 0; }));
  std::destroy_at(predictor);
}

}  // namespace huge_pages_test
