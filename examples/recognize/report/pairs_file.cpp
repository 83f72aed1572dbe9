// SPDX-License-Identifier: MIT
#include "pairs_file.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <sstream>

#include "common/failure.hpp"
#include "common/printable.hpp"
#include "list_file.hpp"

namespace recognize {

using namespace examples;

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 30;

class PairsReader {
 public:
  PairsReader(const Path& file, const Path& folder) : file_(file), folder_(folder) {
    text_.str(std::string(ListFile(file, most_bytes).text()));
  }

  PairsFile read() {
    PairsFile list;
    const std::vector<std::string> header = next_line();
    if (header.empty()) throw Failure(fmt::format("{}: the file is empty", file_.string()));
    if (header.size() > 2) refuse("the number of pairs is needed, or those of folds and of pairs");
    list.folds = header.size() == 2 ? number(header[0]) : 1;
    const int pairs = number(header.back());
    constexpr int most_folds = 100;
    if (list.folds > most_folds) refuse("there are more than 100 folds");
    for (int fold = 0; fold < list.folds; ++fold)
      for (const bool same : {true, false})
        for (int i = 0; i < pairs; ++i) list.pairs.push_back(pair(fold, same));
    if (!next_line().empty()) refuse("there are more pairs than the first line says");
    return list;
  }

 private:
  [[noreturn]] void refuse(std::string_view sentence) const {
    throw Failure(fmt::format("{}, line {}: {}", file_.string(), line_, short_sentence(sentence)));
  }

  /// The words of the next line that is not empty; none at the end.
  std::vector<std::string> next_line() {
    std::vector<std::string> words;
    for (std::string line; words.empty() && std::getline(text_, line);) {
      ++line_;
      std::istringstream stream(line);
      for (std::string word; stream >> word;) words.push_back(word);
    }
    return words;
  }

  int number(const std::string& word) const {
    int value = 0;
    const auto [rest, reason] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (reason != std::errc() || rest != word.data() + word.size() || value < 1)
      refuse(fmt::format("'{}' is no number from 1 on", word));
    return value;
  }

  ListedPicture picture(const std::string& person, int index) const {
    const Path stem = folder_ / person / fmt::format("{}_{:04}", person, index);
    for (const char* ending : {".jpg", ".jpeg", ".png", ".bmp", ".ppm", ".pgm"})
      if (std::error_code missing; std::filesystem::exists(stem.string() + ending, missing))
        return {person, stem.string() + ending};
    refuse(fmt::format("there is no picture {}.jpg, nor of another format", stem.string()));
  }

  ListedPair pair(int fold, bool genuine) {
    const std::vector<std::string> words = next_line();
    if (words.empty())
      throw Failure(fmt::format("{}: ends after line {}, before all pairs that its first line tells of",
                                file_.string(), line_));
    if (words.size() != (genuine ? 3u : 4u))
      refuse(genuine ? "'name i j' is needed, two pictures of one person"
                     : "'name i name j' is needed, pictures of two people");
    const std::string& second = genuine ? words[0] : words[2];
    if (!genuine && words[0] == second) refuse("two people are needed, but both are " + second);
    return {picture(words[0], number(words[1])), picture(second, number(words.back())), fold};
  }

  const Path &file_, &folder_;
  std::istringstream text_;
  std::size_t line_ = 0;
};

}  // namespace

PairsFile read_pairs_file(const Path& file, const Path& folder) { return PairsReader(file, folder).read(); }

}  // namespace recognize
