// SPDX-License-Identifier: MIT
#include "cameo/io/trainer_bytes.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cameo/cameo.hpp"
#include "cameo/io/trainer_file.hpp"
#include "catch.hpp"
#include "io/temporary_folder.hpp"

using namespace cameo;

namespace trainer_bytes_test {

using Net = Sequential<Input<4, 5, 1>, Conv2D<3, 3>, ReLU, Flatten, Dropout<0.3f>, Dense<4>, Softmax>;
using NetTrainer = Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<4>>;

struct Pictures {
  Pictures() : bytes(22 * 5 * 6), labels(22) {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random_bits(1, i));
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<float>(i % 4);
  }
  Dataset dataset() const {
    return {.size = {5, 6, 1},
            .bytes = bytes,
            .values = {},
            .labels = labels,
            .augmentation = {.random_crop = true, .horizontal_flip = true}};
  }
  std::vector<std::uint8_t> bytes;
  std::vector<float> labels;
};

/// Trains, ends after `batches` batches, and checks that it did not fail.
template <class AnyTrainer>
History fit(AnyTrainer& trainer, int epochs, int batches = -1) {
  struct Stop : Callback {
    bool on_batch_end(const TrainingProgress&) override { return --batches != 0; }
    int batches = 0;
  } stop;
  stop.batches = batches;
  const Pictures pictures;
  const Dataset data = pictures.dataset();
  const History history =
      trainer.fit(data, {.epochs = epochs, .validation_data = &data, .seed = 4, .callback = &stop});
  REQUIRE(history.error.message() == "");
  return history;
}

template <class AnyTrainer>
std::vector<std::byte> written(const AnyTrainer& trainer, std::span<const MetadataEntry> metadata = {}) {
  std::vector<std::byte> bytes(trainer_size(trainer, metadata));
  REQUIRE(write_trainer(trainer, bytes, metadata).message() == "");
  return bytes;
}

template <class AnyTrainer>
void check_equal(const AnyTrainer& a, const AnyTrainer& b) {
  CHECK(a.parameters().values == b.parameters().values);
  for (std::size_t slot = 0; slot < 2; ++slot)
    for (const ParameterTensor& tensor : parameter_tensors<Net>)  // what lies between them does not matter
      CHECK(std::ranges::equal(a.optimizer_state()[slot].of(tensor), b.optimizer_state()[slot].of(tensor)));
  CHECK(a.optimizer_state().steps == b.optimizer_state().steps);
  CHECK(a.epoch_position().epochs == b.epoch_position().epochs);
  CHECK(a.epoch_position().sample == b.epoch_position().sample);
  CHECK(a.optimizer.learning_rate == b.optimizer.learning_rate);
}

std::string refusal(std::span<const std::byte> bytes, auto& trainer) {
  const auto before = trainer.parameters().values;
  const Error error = load_trainer(bytes, "file", trainer);
  CHECK(trainer.parameters().values == before);
  CHECK(trainer.optimizer_state().steps == 0);
  return std::string(error.message());
}

TEST_CASE("10 + 10 epochs through bytes are 20 epochs to the bit") {
  NetTrainer whole, first, second;
  whole.optimizer.learning_rate = first.optimizer.learning_rate = 0.01f;
  const History all = fit(whole, 20);
  (void)fit(first, 10);
  REQUIRE(load_trainer(written(first), "bytes", second).message() == "");
  const History rest = fit(second, 10);
  check_equal(second, whole);
  for (std::size_t epoch = 0; epoch < 10; ++epoch) {
    CHECK(rest.epochs()[epoch].loss == all.epochs()[10 + epoch].loss);
    CHECK(rest.epochs()[epoch].val_loss == all.epochs()[10 + epoch].val_loss);
  }
}

TEST_CASE("a trainer that was stopped in the middle of an epoch goes on there") {
  NetTrainer whole, first, second;
  const History all = fit(whole, 4);
  CHECK(fit(first, 4, 2 * 6 + 3).stopped);  // 6 batches an epoch
  REQUIRE(load_trainer(written(first), "bytes", second).message() == "");
  check_equal(first, second);
  const History rest = fit(second, 2);
  check_equal(second, whole);
  CHECK(rest.epochs()[0].loss == all.epochs()[2].loss);
  CHECK(rest.epochs()[0].accuracy == all.epochs()[2].accuracy);
}

template <class... Options>
using SumTrainer = Trainer<Net, SparseCategoricalCrossentropy, Adam, Batch<4>, Options...>;

TEST_CASE("a trainer that was stopped in the middle of an accumulation goes on there") {
  SumTrainer<Accumulate<4>, GlobalClipNorm<0.1f>> whole, first, second;
  (void)fit(whole, 4);
  CHECK(fit(first, 4, 2 * 6 + 3).stopped);  // 6 batches an epoch: 4 for a step, then 2
  CHECK(first.accumulation().batches == 3);
  const std::vector<std::byte> bytes = written(first);
  REQUIRE(load_trainer(bytes, "bytes", second).message() == "");
  CHECK(second.accumulation().samples == 12);
  check_equal(first, second);
  (void)fit(second, 2);
  check_equal(second, whole);

  std::vector<std::byte> damaged = bytes;
  damaged.back() ^= std::byte{1};
  CHECK(load_trainer(damaged, "file", second).message() ==
        "file: the file is damaged: its checksum does not match its content");
}

TEST_CASE("a file from the middle of an accumulation is refused by a trainer without it, others are read") {
  SumTrainer<Accumulate<4>> accumulating;
  (void)fit(accumulating, 1, 3);
  const std::vector<std::byte> middle = written(accumulating);
  SumTrainer<Accumulate<3>> faster;
  NetTrainer plain;
  const std::string sentence =
      "file: it was written between two steps, with the gradients of 3 batches, but the trainer takes a step "
      "for every ";
  CHECK(refusal(middle, faster) == sentence + "3: give it the Accumulate<N> that it was written with");
  CHECK(refusal(middle, plain) == sentence + "1: give it the Accumulate<N> that it was written with");

  (void)fit(accumulating, 1);  // the rest of the epoch
  REQUIRE(accumulating.accumulation().batches == 0);
  CHECK(load_trainer(written(accumulating), "file", plain).message() == "");
  CHECK(plain.parameters().values == accumulating.parameters().values);
  (void)fit(accumulating, 1, 1);
  REQUIRE(accumulating.accumulation().batches == 1);
  CHECK(load_trainer(written(plain), "file", accumulating).message() == "");
  CHECK(accumulating.accumulation().batches == 0);
}

TEST_CASE("damage of any byte of a trainer's file is refused, and so is a part of it") {
  NetTrainer trainer, other;
  (void)fit(trainer, 1);
  const std::vector<std::byte> good = written(trainer);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::vector<std::byte> bad = good;
    bad[i] ^= std::byte{1};
    if (refusal(bad, other).empty()) FAIL("the damage of byte " << i << " of " << good.size());
  }
  for (std::size_t size = 0; size < good.size(); size += 7)
    CHECK(refusal(std::span(good).first(size), other) != "");
  std::vector<std::byte> flipped = good;
  flipped.back() ^= std::byte{1};
  CHECK(refusal(flipped, other) == "file: the file is damaged: its checksum does not match its content");
}

TEST_CASE("a trainer refuses the file of another one") {
  NetTrainer trainer;
  (void)fit(trainer, 1);
  const std::vector<std::byte> bytes = written(trainer);
  Trainer<Net, SparseCategoricalCrossentropy, SGD> sgd;
  CHECK(refusal(bytes, sgd) == "file: the optimizer is Adam in the file but SGD in the trainer");
  using Wide = Sequential<Input<4, 5, 1>, Conv2D<3, 3>, ReLU, Flatten, Dropout<0.3f>, Dense<5>, Softmax>;
  Trainer<Wide, SparseCategoricalCrossentropy, Adam> wide;
  CHECK(refusal(bytes, wide) == "file: 'dense.kernel' is (18, 4) in the file but (18, 5) in the network");
  std::vector<std::byte> weights(weights_size(trainer.parameters()));
  REQUIRE(write_weights(trainer.parameters(), weights).message() == "");
  NetTrainer fresh;
  CHECK(refusal(weights, fresh) ==
        "file: this is no trainer: the metadata 'format' is '' instead of 'cameo trainer 1' (weights alone "
        "are read by load_weights)");
}

TEST_CASE("a trainer's file holds metadata of the user") {
  const NetTrainer trainer;
  const std::vector<MetadataEntry> own{{"classes", "cat \"and\" dog"}, {"side", "64"}};
  const std::vector<std::byte> bytes = written(trainer, own);
  const auto metadata = metadata_of(bytes, "bytes");
  REQUIRE(metadata);
  CHECK(metadata->find("classes") == "cat \"and\" dog");
  CHECK(metadata->find("steps") == "0");
  NetTrainer other;
  CHECK(load_trainer(bytes, "bytes", other).message() == "");

  const std::vector<MetadataEntry> too_many(33, {"a", "b"});
  std::vector<std::byte> room(100000);
  CHECK(write_trainer(trainer, room, too_many).message() ==
        "a trainer's file has room for 32 entries of metadata, but 33 are given");
  const std::vector<MetadataEntry> reserved{{"side", "64"}, {"accumulated_batches", "1"}};
  CHECK(write_trainer(trainer, room, reserved).message() ==
        "the metadata have a 'accumulated_batches', which a trainer's file keeps for itself");
}

TEST_CASE("a trainer goes through a file, whole or not at all") {
  const cameo_test::TemporaryFolder folder;
  const std::string path = folder / "trainer.safetensors";
  NetTrainer trainer, other;
  (void)fit(trainer, 2);
  REQUIRE(save_trainer(trainer, path).message() == "");
  CHECK(folder.files() == 1);
  REQUIRE(load_trainer(path, other).message() == "");
  check_equal(trainer, other);
  CHECK(save_trainer(trainer, "/dev/full").message() ==
        "/dev/full: cannot be written: No space left on device");
  CHECK(load_trainer(folder / "none", other).message() ==
        folder / "none" + ": cannot be read: No such file or directory");
}

}  // namespace trainer_bytes_test
