// SPDX-License-Identifier: MIT
// Nothing is allocated from the first step to the end of fit, evaluate and predict, progress bar included:
// malloc, calloc, realloc, aligned_alloc, posix_memalign, operator new, mmap and brk are trapped.
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/data/balanced_sampler.hpp"
#include "cameo/data/capped_sampler.hpp"
#include "cameo/data/people_sampler.hpp"
#include "cameo/io/trainer_bytes.hpp"
#include "cameo/report/progress_bar.hpp"
#include "cameo/train/moving_average.hpp"
#include "cameo/train/schedule.hpp"
#include "catch.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define CAMEO_TRAPS 0  // the sanitizer has traps of its own
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CAMEO_TRAPS 0
#endif
#endif
#ifndef CAMEO_TRAPS
#define CAMEO_TRAPS 1
#endif

namespace {

bool trapping = false;
const char* caught = nullptr;
void* volatile kept = nullptr;  // what is kept here, no compiler leaves out

[[maybe_unused]] void trap(const char* function) {
  if (trapping && caught == nullptr) caught = function;
}

/// Runs f with the traps set; the first function that allocates, or "nothing".
template <class F>
std::string_view allocating(const F& f) {
  caught = nullptr;
  trapping = true;
  f();
  trapping = false;
  return caught == nullptr ? "nothing" : caught;
}

}  // namespace

#if CAMEO_TRAPS
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) noexcept {
  trap("malloc");
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  trap("calloc");
  return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  trap("realloc");
  return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  trap("aligned_alloc");
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  trap("posix_memalign");
  *result = __libc_memalign(alignment, size);
  return *result == nullptr ? ENOMEM : 0;
}
void* mmap(void* address, std::size_t size, int protection, int flags, int file, off_t offset) noexcept {
  trap("mmap");
  return reinterpret_cast<void*>(syscall(SYS_mmap, address, size, protection, flags, file, offset));
}
int brk(void* end) noexcept {
  trap("brk");
  return reinterpret_cast<void*>(syscall(SYS_brk, end)) == end ? 0 : -1;
}
void* sbrk(std::intptr_t) noexcept {
  trap("sbrk");
  errno = ENOMEM;
  return reinterpret_cast<void*>(-1);
}
}
#endif

using namespace cameo;
using Net =
    Sequential<Input<16, 16, 3>, Conv2D<8, 3>, ReLU, MaxPooling2D<2>, Conv2D<12, 3, Conv{.padding = Same}>,
               LeakyReLU<>, AveragePooling2D<2>, Dropout<0.2f>, Flatten, Dense<20>, Tanh, Dense<1>, Sigmoid>;

using Deep = Sequential<
    Input<8, 8, 3>, Conv2D<6, 3, Conv{.padding = Same, .bias = false}>, BatchNormalization<>, ReLU,
    Residual<DepthwiseConv2D<3, Depthwise{.padding = Same}>, LayerNormalization<>, PReLU<1, 2>>,
    Concatenate<Branch<SeparableConv2D<4, 3>, BatchNormalization<>>, Branch<Cropping2D<1, 1, 1, 1>>>,
    Multiply<Branch<>, Branch<GlobalAveragePooling2D, Reshape<1, 1, 10>, Conv2D<10, 1>, Sigmoid>>,
    Conv2DTranspose<3, 2, Transpose{.stride = 2}>, GELU, UpSampling2D<2>, GlobalMaxPooling2D, Dense<3>,
    Softmax>;

TEST_CASE("the traps catch what allocates") {
  if (!CAMEO_TRAPS) CAMEO_SKIP("the address sanitizer has traps of its own");
  constexpr std::size_t size = 128;
  CHECK(allocating([] {}) == "nothing");
  CHECK(allocating([] { kept = std::malloc(size); }) == "malloc");
  CHECK(allocating([] { kept = std::realloc(kept, 2 * size); }) == "realloc");
  std::free(kept);
  CHECK(allocating([] { kept = std::calloc(size, 1); }) == "calloc");
  std::free(kept);
  CHECK(allocating([] { kept = std::aligned_alloc(64, size); }) == "aligned_alloc");
  std::free(kept);
  CHECK(allocating([] { kept = ::operator new(size); }) == "malloc");
  ::operator delete(kept);
  CHECK(allocating([] {
          void* page = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          munmap(page, size);
        }) == "mmap");
}

TEST_CASE("training and predicting never allocate") {
  if (!CAMEO_TRAPS) CAMEO_SKIP("the address sanitizer has traps of its own");
  constexpr std::size_t samples = 50, pixels = 20 * 18 * 3;
  static Trainer<Net, BinaryCrossentropy, Adam, Batch<8>> trainer;
  static Predictor<Net, Borrowed> predictor(trainer.parameters());
  static Predictor<Net, Weights::int8> small;
  std::vector<std::uint8_t> bytes(samples * pixels);
  std::vector<float> labels(samples), x(3 * Net::Input::size), y(3);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random_bits(1, i));
  for (std::size_t i = 0; i < samples; ++i) labels[i] = static_cast<float>(i % 2);
  const Augmentation all{.random_crop = true,
                         .horizontal_flip = true,
                         .rotation_degrees = 10,
                         .brightness = 0.1f,
                         .contrast = 0.1f,
                         .zoom = 0.1f,
                         .translation = 0.1f,
                         .shear_degrees = 5,
                         .blur = 0.5f,
                         .gamma = 0.3f,
                         .light_ramp = 0.2f,
                         .cutout = 0.5f};
  const Dataset data{
      .size = {20, 18, 3}, .bytes = bytes, .values = {}, .labels = labels, .augmentation = all};
  std::vector<float> all_outputs(samples);
  std::vector<std::byte> room(trainer_size(trainer) + 1000);
  std::FILE* const nowhere = std::fopen("/dev/null", "w");
  REQUIRE(nowhere != nullptr);
  ProgressBar bar(fileno(nowhere));
  History history;
  Scores scores;
  Scores evaluated;
  Error error, predicted, quantized, predicted_small, of_dataset, saved, loaded;
  const std::string_view found = allocating([&] {
    history = trainer.fit(data, {.epochs = 2, .validation_data = &data, .callback = &bar});
    scores = trainer.evaluate(data);
    error = trainer.predict(x, y);
    predicted = predictor.predict(x, y);
    quantized = small.quantize(trainer.parameters());
    predicted_small = small.predict(x, y);
    of_dataset = predictor.predict(data, all_outputs);
    evaluated = small.evaluate<BinaryCrossentropy>(data);
    saved = write_trainer(trainer, room);
    loaded = load_trainer(std::span(room).first(trainer_size(trainer)), "memory", trainer);
  });
  std::fclose(nowhere);
  CHECK(found == "nothing");
  CHECK(history.error.message() == "");
  CHECK(history.epochs().size() == 2);
  CHECK(scores.error.message() == "");
  CHECK(error.message() == "");
  CHECK(predicted.message() == "");
  CHECK(quantized.message() == "");
  CHECK(predicted_small.message() == "");
  CHECK(of_dataset.message() == "");
  CHECK(evaluated.error.message() == "");
  CHECK(saved.message() == "");
  CHECK(loaded.message() == "");
}

TEST_CASE("neither do margin losses, samplers, schedules and a moving average") {
  if (!CAMEO_TRAPS) CAMEO_SKIP("the address sanitizer has traps of its own");
  using Cosines = Sequential<Input<6>, PictureStandardization, Dense<5>, Tanh, CosineDense<4>>;
  using Embedding = Sequential<Input<6>, Dense<5>, UnitNormalization>;
  static Trainer<Cosines, CosFace, SGDW, Batch<4>> cosines;
  static Trainer<Embedding, TripletSemiHard, SGD, Batch<4>> embedding;
  static MovingAverage<Cosines> average(cosines.parameters(), 0.9f);
  constexpr std::size_t samples = 22;
  std::vector<float> x(samples * 6), labels(samples);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, i);
  for (std::size_t i = 0; i < samples; ++i) labels[i] = static_cast<float>(i * i % 4);
  const Dataset data{.size = {1, 1, 6}, .bytes = {}, .values = x, .labels = labels, .augmentation = {}};
  Schedule rate(cosines.optimizer.learning_rate, CosineDecay{.peak = 0.1f, .epochs = 2, .warm_up = 0.5});
  Schedule margin(cosines.loss.margin, Ramp{0, 0.3f, 1});
  Callbacks callbacks(rate, margin, average);
  CappedSampler capped(labels, 5, 4);
  BalancedSampler balanced(labels);
  PeopleSampler people(labels, 2, 2);
  History with_cap, with_balance, with_people;
  const std::string_view found = allocating([&] {
    with_cap = cosines.fit(data, {.epochs = 2, .callback = &callbacks, .sampler = &capped});
    with_balance = cosines.fit(data, {.sampler = &balanced});
    with_people = embedding.fit(data, {.epochs = 2, .sampler = &people});
  });
  CHECK(found == "nothing");
  CHECK(with_cap.error.message() == "");
  CHECK(with_balance.error.message() == "");
  CHECK(with_people.error.message() == "");
}

TEST_CASE("neither do branches, statistics, accumulation and clipping") {
  if (!CAMEO_TRAPS) CAMEO_SKIP("the address sanitizer has traps of its own");
  constexpr std::size_t samples = 22;
  static Trainer<Deep, SparseCategoricalCrossentropy, AdamW, Batch<4>, Accumulate<3>, GlobalClipNorm<0.5f>>
      trainer;
  static Predictor<Deep, Batch<4>> predictor;
  std::vector<float> x(samples * Deep::Input::size), labels(samples), outputs(samples * 3);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = random_uniform(1, i);
  for (std::size_t i = 0; i < samples; ++i) labels[i] = static_cast<float>(i % 3);
  const Dataset data{.size = {8, 8, 3}, .bytes = {}, .values = x, .labels = labels, .augmentation = {}};
  std::vector<std::byte> room(2 * trainer_size(trainer));
  History history;
  Scores scores;
  Error predicted, saved, loaded;
  const std::string_view found = allocating([&] {
    history = trainer.fit(data, {.epochs = 2, .validation_data = &data});
    scores = trainer.train_on_batch(std::span(x).first(Deep::Input::size), std::span(labels).first(1));
    saved = write_trainer(trainer, room);  // in the middle of an accumulation
    loaded = load_trainer(std::span(room).first(trainer_size(trainer)), "memory", trainer);
    predictor.parameters() = trainer.parameters();
    predicted = predictor.predict(x, outputs);
  });
  CHECK(found == "nothing");
  CHECK(history.error.message() == "");
  CHECK(scores.error.message() == "");
  CHECK(trainer.accumulation().batches == 1);
  CHECK(saved.message() == "");
  CHECK(loaded.message() == "");
  CHECK(predicted.message() == "");
}
