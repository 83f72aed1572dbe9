// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cameo/core/result.hpp"
#include "cameo/core/shape.hpp"
#include "cameo/core/text.hpp"
#include "cameo/io/metadata.hpp"
#include "cameo/io/safetensors.hpp"
#include "cameo/io/safetensors_view.hpp"
#include "cameo/io/scanner.hpp"

// A whole Trainer from and to bytes in memory: training goes on from them to the same bits. They are a
// safetensors file: the parameters by their names, the optimizer's values as "optimizer.0.dense.kernel", the
// learning rate, and numbers of steps and epochs in the metadata; in the middle of an accumulation also the
// gradients so far, as "gradient.dense.kernel". No allocation.
//
// Other hyperparameters, the seed and the state of callbacks are the program's own.

namespace cameo::inline CAMEO_ABI {

namespace detail::trainer {

inline constexpr std::string_view format = "cameo trainer 1";

/// All floats of a trainer as tensors, for write_weights and load_weights.
template <class Trainer>
class Tensors {
 public:
  explicit Tensors(Trainer& trainer) : Tensors(trainer, trainer.accumulation().batches > 0) {}
  Tensors(Trainer& trainer, bool accumulated) : trainer_(trainer), accumulated_(accumulated) {}

  template <class Function>
  void for_each(Function&& f) const {
    trainer_.parameters().for_each(f);
    std::size_t number = 0;
    for (auto& slot : trainer_.optimizer_state().states) {
      slot.for_each([&](std::string_view name, TensorShape shape, auto values) {
        f(Text("optimizer.", number, ".", name).view(), shape, values);
      });
      ++number;
    }
    f(std::string_view("optimizer.learning_rate"), TensorShape{{1}, 1},
      std::span(&trainer_.optimizer.learning_rate, 1));
    if constexpr (Trainer::accumulate > 1)
      if (accumulated_)
        trainer_.accumulated_gradient().for_each([&](std::string_view name, TensorShape shape, auto values) {
          f(Text("gradient.", name).view(), shape, values);
        });
  }

 private:
  Trainer& trainer_;
  bool accumulated_;
};

/// What a trainer counts, by the names in the file. The last ones are there in the middle of an accumulation
/// only.
struct Numbers {
  static constexpr std::array<std::string_view, 10> names{
      "steps",
      "epochs",
      "epoch_sample",
      "epoch_samples",
      "epoch_seed",  // EpochPosition::key, which it once was
      "epoch_first_step",
      "epoch_loss_bits",
      "epoch_metric_bits",
      "accumulated_batches",
      "accumulated_samples"};
  static constexpr std::size_t always = 8;
  std::array<std::uint64_t, names.size()> values{};

  template <class Trainer>
  static Numbers counted_by(const Trainer& trainer) {
    const auto& epoch = trainer.epoch_position();
    return {{trainer.optimizer_state().steps, epoch.epochs, epoch.sample, epoch.samples, epoch.key,
             epoch.first_step, std::bit_cast<std::uint64_t>(epoch.loss),
             std::bit_cast<std::uint64_t>(epoch.metric), trainer.accumulation().batches,
             trainer.accumulation().samples}};
  }

  std::uint64_t accumulated_batches() const { return values[always]; }
  bool accumulated() const { return accumulated_batches() > 0; }

  template <class Trainer>
  void restore(Trainer& trainer) const {
    trainer.optimizer_state().steps = values[0];
    trainer.epoch_position() = {.epochs = values[1],
                                .sample = values[2],
                                .samples = values[3],
                                .key = values[4],
                                .first_step = values[5],
                                .loss = std::bit_cast<double>(values[6]),
                                .metric = std::bit_cast<double>(values[7])};
    trainer.accumulation() = {.batches = values[8], .samples = values[9]};
  }
};

/// FNV-1a of 64 bits: finds what is damaged, not what is forged.
class Checksum {
 public:
  void add(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) sum_ = (sum_ ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001B3u;
  }
  void add(std::string_view text) { add(std::as_bytes(std::span(text))); }
  std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0xCBF29CE484222325u;
};

template <class Trainer>
constexpr std::string_view optimizer_name() {
  using Optimizer = decltype(Trainer::optimizer);
  if constexpr (requires { Optimizer::name; })
    return Optimizer::name;
  else
    return "of the user";
}

/// The metadata of a trainer's file, the user's first.
class Entries {
 public:
  static constexpr std::size_t most_of_user = 32;

  template <class Trainer>
  Entries(const Trainer& trainer, std::span<const MetadataEntry> of_user) {
    Checksum checksum;
    for (const MetadataEntry& entry : of_user.first((std::min)(of_user.size(), most_of_user)))
      add(entry, checksum);
    add({"format", format}, checksum);
    add({"optimizer", optimizer_name<Trainer>()}, checksum);
    const Numbers numbers = Numbers::counted_by(trainer);
    const std::size_t written = numbers.accumulated() ? numbers.values.size() : Numbers::always;
    for (std::size_t i = 0; i < written; ++i) add({Numbers::names[i], store(numbers.values[i])}, checksum);
    Tensors<const Trainer>(trainer).for_each(
        [&](std::string_view, TensorShape, std::span<const float> values) {
          detail::write_numbers(values, [&](std::span<const std::byte> bytes) { checksum.add(bytes); });
        });
    Checksum ignored;
    add({"checksum", store(checksum.value())}, ignored);
  }
  Entries(const Entries&) = delete;

  std::span<const MetadataEntry> all() const { return std::span(entries_).first(size_); }

 private:
  std::string_view store(std::uint64_t number) {
    Text& text = texts_[stored_++];
    text = Text(number);
    return text.view();
  }

  void add(const MetadataEntry& entry, Checksum& checksum) {
    entries_[size_++] = entry;
    const auto sink = [&](std::string_view piece) { checksum.add(piece); };
    write_json_string(entry.key, sink);
    write_json_string(entry.value, sink);
  }

  std::array<MetadataEntry, most_of_user + Numbers::names.size() + 3> entries_{};
  std::array<Text, Numbers::names.size() + 1> texts_;
  std::size_t size_ = 0, stored_ = 0;
};

inline Error check_metadata(std::span<const MetadataEntry> of_user) {
  if (of_user.size() > Entries::most_of_user)
    return Error("a trainer's file has room for ", Entries::most_of_user, " entries of metadata, but ",
                 of_user.size(), " are given");
  for (const MetadataEntry& entry : of_user)
    if (std::find(Numbers::names.begin(), Numbers::names.end(), entry.key) != Numbers::names.end())
      return Error("the metadata have a '", tail_of(entry.key), "', which a trainer's file keeps for itself");
  return {};
}

/// The metadata of a file that is read.
struct Header {
  std::string_view format, optimizer;
  Numbers numbers;
  std::array<bool, Numbers::names.size()> found{};
  std::uint64_t checksum = 0;
  bool has_checksum = false;
  Checksum sum;

  /// Takes an entry as it stands in the file, escapes left as they are; ours have none.
  void take(std::string_view key, std::string_view value) {
    if (key == "checksum") {
      has_checksum = read(value, checksum);
      return;
    }
    sum.add(key);
    sum.add(value);
    if (key == "format") format = value;
    if (key == "optimizer") optimizer = value;
    for (std::size_t i = 0; i < found.size(); ++i)
      if (key == Numbers::names[i]) found[i] = read(value, numbers.values[i]);
  }

 private:
  static bool read(std::string_view text, std::uint64_t& number) {
    Scanner scanner(text);
    const auto value = scanner.number();
    if (!value || !scanner.at_end()) return false;
    number = *value;
    return true;
  }
};

template <class Trainer>
Error read_header(const SafetensorsView& file, Header& header) {
  if (Error error = file.for_each_metadata([&](std::string_view key, std::string_view value) {
        header.take(key, value);
        return Error();
      }))
    return error;
  if (header.format != format)
    return Error(file.where(), ": this is no trainer: the metadata 'format' is '", tail_of(header.format),
                 "' instead of '", format, "' (weights alone are read by load_weights)");
  if (header.optimizer != optimizer_name<Trainer>())
    return Error(file.where(), ": the optimizer is ", tail_of(header.optimizer), " in the file but ",
                 optimizer_name<Trainer>(), " in the trainer");
  const std::size_t needed = header.numbers.accumulated() ? header.found.size() : Numbers::always;
  for (std::size_t i = 0; i < needed; ++i)
    if (!header.found[i])
      return Error(file.where(), ": the metadata have no number '", Numbers::names[i], "'");
  if (const std::uint64_t batches = header.numbers.accumulated_batches();
      batches >= std::uint64_t{Trainer::accumulate})
    return Error(file.where(), ": it was written between two steps, with the gradients of ", batches,
                 " batches, but the trainer takes a step for every ", Trainer::accumulate,
                 ": give it the Accumulate<N> that it was written with");
  return {};
}

template <class Trainer>
Error check_sum(const SafetensorsView& file, Header& header, const Tensors<Trainer>& tensors) {
  tensors.for_each([&](std::string_view name, TensorShape, std::span<const float>) {
    (void)file.for_each([&](const FileTensor& tensor) {
      if (tensor.name == name) header.sum.add(file.data_of(tensor));
      return Error();
    });
  });
  if (header.has_checksum && header.checksum == header.sum.value()) return {};
  return Error(file.where(), ": the file is damaged: its checksum does not match its content");
}

}  // namespace detail::trainer

/// How many bytes write_trainer fills.
template <class Trainer>
std::size_t trainer_size(const Trainer& trainer, std::span<const MetadataEntry> metadata = {}) {
  return weights_size(detail::trainer::Tensors(trainer), detail::trainer::Entries(trainer, metadata).all());
}

/// Writes a whole trainer, and metadata of your own, into the first trainer_size(trainer, metadata) bytes of
/// `out`. Errors: those of write_weights, more than 32 entries of metadata; nothing is written then.
template <class Trainer>
Error write_trainer(const Trainer& trainer, std::span<std::byte> out,
                    std::span<const MetadataEntry> metadata = {}) {
  if (Error error = detail::trainer::check_metadata(metadata)) return error;
  return write_weights(detail::trainer::Tensors(trainer), out,
                       detail::trainer::Entries(trainer, metadata).all());
}

/// Reads what write_trainer wrote; training then goes on as if it had never stopped. `where` names the file
/// in errors: those of load_weights, another network or optimizer, a file from the middle of an accumulation
/// that this trainer does not have, any damage. After an error the trainer is as it was.
template <class Trainer>
Error load_trainer(std::span<const std::byte> bytes, std::string_view where, Trainer& trainer) {
  const auto file = SafetensorsView::open(bytes, where);
  if (!file) return file.error();
  detail::trainer::Header header;
  if (Error error = detail::trainer::read_header<Trainer>(*file, header)) return error;
  detail::trainer::Tensors tensors(trainer, header.numbers.accumulated());
  if (Error error = detail::safetensors::check_file(*file, tensors)) return error;
  if (Error error = detail::trainer::check_sum(*file, header, tensors)) return error;
  detail::safetensors::copy_values(*file, tensors);
  header.numbers.restore(trainer);
  return {};
}

}  // namespace cameo::inline CAMEO_ABI
