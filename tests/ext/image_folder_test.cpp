// SPDX-License-Identifier: MIT
#include "cameo/ext/image_folder.hpp"

#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "catch.hpp"

#include "../data/test_picture.hpp"
#include "failing_threads.hpp"

using namespace cameo;

namespace image_folder_test {

/// A folder of its own for each test, removed at its end.
struct Folder {
  std::filesystem::path root;

  explicit Folder(const char* name)
      : root(std::filesystem::temp_directory_path() / "cameo_folder_test" / name) {
    std::filesystem::remove_all(root);
    std::filesystem::create_directories(root);
  }
  ~Folder() { std::filesystem::remove_all(root); }

  void picture(const char* name, int height, int width, int channels) const {
    std::filesystem::create_directories((root / name).parent_path());
    REQUIRE_FALSE(write_png(test_picture(height, width, channels), root / name));
  }
  void text(const char* name, std::string_view content = "no picture") const {
    std::filesystem::create_directories((root / name).parent_path());
    std::FILE* file = std::fopen((root / name).c_str(), "w");
    std::fwrite(content.data(), 1, content.size(), file);
    std::fclose(file);
  }
  void link(const char* to, const char* name) const { std::filesystem::create_symlink(to, root / name); }
};

/// Two classes with five pictures; the decoders look at the bytes, not at the name.
void fill(const Folder& folder) {
  folder.picture("dog/b.PNG", 6, 6, 3);
  folder.picture("dog/a.jpg", 8, 4, 1);
  folder.picture("dog/a/z.png", 5, 5, 3);
  folder.picture("cat/x.ppm", 9, 9, 3);
  folder.picture("cat/.hidden.png", 9, 9, 3);
  folder.picture("cat/.thumbnails/x.png", 9, 9, 3);
  folder.picture(".git/x.png", 9, 9, 3);
  folder.picture("stray.png", 9, 9, 3);
  folder.text("dog/notes.txt");
}

template <class Value>
std::string sentence(const Result<Value>& result) {
  return std::string(result.error().message());
}

/// "'path': what"
std::string about(const std::filesystem::path& path, const std::string& what) {
  return std::string(Text("'", path.string(), "': ", what).view());
}

TEST_CASE("labels come from sorted subfolders") {
  const Folder folder("labels");
  fill(folder);
  const Result<ImageList> list = list_images(folder.root);
  INFO(list.error().message());
  REQUIRE(list);
  REQUIRE(list->class_names == std::vector<std::string>{"cat", "dog"});
  REQUIRE(count_kinds(list->left_out) == ".txt (1), picture outside the classes (1)");
  REQUIRE(list->left_out[0].path == folder.root / "stray.png");
  REQUIRE(list->left_out[1].path == folder.root / "dog/notes.txt");
  REQUIRE(list->files.size() == 4);
  const char* expected[] = {"cat/x.ppm", "dog/a.jpg", "dog/b.PNG", "dog/a/z.png"};
  for (std::size_t i = 0; i < 4; ++i) {
    REQUIRE(list->files[i].path == folder.root / expected[i]);
    REQUIRE(list->files[i].label == (i == 0 ? 0 : 1));
  }
}

TEST_CASE("pictures are prepared into one block, the same with any number of threads") {
  const Folder folder("block");
  fill(folder);
  struct Threads {
    unsigned wanted;
    int may_start;
  };
  for (const auto [threads, may_start] : {Threads{0, 9}, {1, 9}, {3, 9}, {3, 1}, {3, 0}}) {
    const cameo_test::ThreadLimit limit(may_start);
    std::size_t calls = 0;
    LoadOptions options;
    options.threads = threads;
    options.progress = [&](std::size_t done, std::size_t total) {
      REQUIRE(done == ++calls);
      REQUIRE(total == 4);
    };
    const Result<LoadedImages> images = load_image_folder(folder.root, {4, 4, 3}, options);
    REQUIRE(images);
    REQUIRE(calls == 4);
    REQUIRE(images->class_names.size() == 2);
    REQUIRE(images->labels == std::vector<float>{0, 1, 1, 1});
    REQUIRE(images->dataset().samples() == 4);
    const Picture expected = *squeeze(test_picture(8, 4, 1), {4, 4, 3});
    REQUIRE(Picture(images->picture(1)).pixels == expected.pixels);
  }
}

TEST_CASE("the preparation is the caller's") {
  const Folder folder("prepare");
  fill(folder);
  LoadOptions options;
  options.prepare = squeeze_center_square;
  const Result<LoadedImages> square = load_image_folder(folder.root, {4, 4, 1}, options);
  REQUIRE(square);
  REQUIRE(Picture(square->picture(1)).pixels == crop(test_picture(8, 4, 1), {2, 0, 4, 4})->pixels);
  options.prepare = [](PictureView picture, std::array<int, 3>) { return resize(picture, 2, 2); };
  options.strict = true;
  std::filesystem::remove(folder.root / "stray.png");
  std::filesystem::remove(folder.root / "dog/notes.txt");
  REQUIRE(sentence(load_image_folder(folder.root, {4, 4, 3}, options)).find("was prepared to 2x2x") !=
          std::string::npos);
}

TEST_CASE("a damaged picture is named and skipped, or refused") {
  const Folder folder("damaged");
  fill(folder);
  folder.text("cat/a.jpg");
  const Result<LoadedImages> images = load_image_folder(folder.root, {4, 4, 3});
  REQUIRE(images);
  const std::string fault = about(folder.root / "cat/a.jpg", "it is no JPEG, PNG, BMP or PNM picture");
  REQUIRE(images->skipped == std::vector<std::string>{fault});
  REQUIRE(images->paths.size() == 4);
  REQUIRE(images->bytes.size() == 4 * 48);
  REQUIRE(images->labels == std::vector<float>{0, 1, 1, 1});
  REQUIRE(Picture(images->picture(0)).pixels == squeeze(test_picture(9, 9, 3), {4, 4, 3})->pixels);
  LoadOptions options;
  options.strict = true;
  REQUIRE(sentence(load_image_folder(folder.root, {4, 4, 3}, options)) ==
          about(folder.root,
                "files that are no pictures here would be left out: .txt (1), picture outside the "
                "classes (1); the first: " +
                    (folder.root / "stray.png").string()));
  std::filesystem::remove(folder.root / "stray.png");
  std::filesystem::remove(folder.root / "dog/notes.txt");
  REQUIRE(sentence(load_image_folder(folder.root, {4, 4, 3}, options)) == fault);
  std::filesystem::remove(folder.root / "cat/x.ppm");
  REQUIRE(sentence(load_image_folder(folder.root, {4, 4, 3})) ==
          about(folder.root, "every picture of class 'cat' is damaged; the first: " + fault));
}

TEST_CASE("folders that are no data set say why") {
  const Folder folder("faults");
  REQUIRE(sentence(list_images(folder.root / "missing")) ==
          about(folder.root / "missing", "the folder cannot be read: No such file or directory"));
  REQUIRE(sentence(list_images(folder.root)) ==
          about(folder.root, "there is no class: a subfolder of pictures for each is needed"));
  folder.picture("cat/x.png", 3, 3, 3);
  REQUIRE(
      sentence(list_images(folder.root)) ==
      about(folder.root, "there is one class only ('cat'): at least two subfolders of pictures are needed"));
  folder.text("dog/x.txt");
  REQUIRE(sentence(list_images(folder.root)) ==
          about(folder.root / "dog",
                "the class has no picture (JPEG, PNG, BMP or PNM), but other files are there: .txt (1)"));
  std::filesystem::create_directory(folder.root / "eel");
  folder.picture("dog/y.png", 3, 3, 3);
  REQUIRE(sentence(list_images(folder.root)) ==
          about(folder.root / "eel", "the class has no picture (JPEG, PNG, BMP or PNM)"));
  REQUIRE(sentence(load_images({}, {4, 4, 3})) == "there are no files of pictures to read");
  const LabelledFile file{folder.root / "cat/x.png", 0};
  REQUIRE(sentence(load_images({&file, 1}, {10'001, 10'000, 3})) ==
          "pictures can be made 1 to 100 million pixels large with 1 or 3 channels, but not 10001x10000x3");
  for (std::array<int, 3> size : {std::array{0, 4, 3}, std::array{4, -1, 3}, std::array{4, 4, 4}})
    REQUIRE_FALSE(load_images({&file, 1}, size));
}

TEST_CASE("JPEGs and PNGs are read by any name, all else is counted by kind") {
  const Folder folder("kinds");
  folder.picture("cat/a.png", 3, 3, 3);
  for (const char* name : {"b.jfif", "c.JPE", "d.dib", "e.webp", "f", "g.txt"})
    std::filesystem::copy(folder.root / "cat/a.png", folder.root / "cat" / name);
  folder.picture("dog/a.png", 3, 3, 3);
  folder.text("dog/b.gif", "GIF89a");
  folder.text("dog/c.webp", "RIFFxxxxWEBPVP8 ");
  folder.text("dog/d.dat", "RIFFxxxxWEBPVP8 ");
  folder.text("dog/e.tif", std::string_view("II*\0", 4));
  folder.text("dog/f.HEIC", std::string_view("\0\0\0\x18"
                                             "ftypheic",
                                             12));
  folder.text("dog/g.webp", "");
  folder.text("dog/h", "");
  folder.text("dog/i", "text");
  folder.text("dog/j.md", "P5 is how a PNM begins, BM a BMP");
  folder.link("/nowhere/at/all.txt", "dog/k.txt");
  folder.link("../cat", "dog/l");
  REQUIRE(::mkfifo((folder.root / "dog/m").c_str(), 0600) == 0);
  const Result<ImageList> list = list_images(folder.root);
  INFO(list.error().message());
  REQUIRE(list);
  REQUIRE(list->files.size() == 8);
  REQUIRE(count_kinds(list->left_out) ==
          ".md (1), .webp (1), GIF (1), HEIC (1), TIFF (1), WebP (2), dead link (1), empty file (1), file "
          "without "
          "extension (1), linked folder (1), pipe or device (1)");
  const Result<LoadedImages> images = load_image_folder(folder.root, {3, 3, 3});
  REQUIRE(images);
  REQUIRE(images->paths.size() == 8);
  REQUIRE(images->left_out.size() == 12);
  REQUIRE(images->skipped.empty());
}

TEST_CASE("pictures by their names that cannot be read are named") {
  const Folder folder("named");
  folder.picture("cat/a.png", 3, 3, 3);
  folder.picture("dog/a.png", 3, 3, 3);
  folder.link("/nowhere/b.jpg", "dog/b.jpg");
  folder.text("dog/c.jpg", "");
  folder.text("dog/d.png", "RIFFxxxxWEBPVP8 ");
  REQUIRE(::mkfifo((folder.root / "dog/e.png").c_str(), 0600) == 0);
  const Result<LoadedImages> images = load_image_folder(folder.root, {3, 3, 3});
  REQUIRE(images);
  REQUIRE(images->paths.size() == 2);
  REQUIRE(images->skipped ==
          std::vector<std::string>{
              (folder.root / "dog/b.jpg").string() + ": cannot be read: No such file or directory",
              about(folder.root / "dog/c.jpg", "the file is empty"),
              about(folder.root / "dog/d.png", "it is a WebP picture, but JPEG, PNG, BMP and PNM are read"),
              (folder.root / "dog/e.png").string() + ": is not a regular file"});
}

TEST_CASE("a folder without classes is listed too") {
  const Folder folder("plain");
  REQUIRE(sentence(list_unlabelled_images(folder.root)) ==
          about(folder.root, "the folder has no picture (JPEG, PNG, BMP or PNM)"));
  folder.picture("b.png", 3, 3, 3);
  folder.picture("sub/a.png", 3, 3, 3);
  folder.text("notes.txt");
  const Result<ImageList> list = list_unlabelled_images(folder.root);
  REQUIRE(list);
  REQUIRE(list->files.size() == 2);
  REQUIRE(list->files[0].path == folder.root / "b.png");
  REQUIRE(list->files[1].path == folder.root / "sub/a.png");
  REQUIRE(list->class_names.empty());
  REQUIRE(count_kinds(list->left_out) == ".txt (1)");
  REQUIRE(sentence(list_unlabelled_images(folder.root / "none")) ==
          about(folder.root / "none", "the folder cannot be read: No such file or directory"));
}

TEST_CASE("what the caller's functions throw arrives at the caller") {
  const Folder folder("throw");
  fill(folder);
  for (const unsigned threads : {1u, 4u}) {
    LoadOptions options;
    options.threads = threads;
    options.prepare = [](PictureView, std::array<int, 3>) -> Result<Picture> {
      throw std::runtime_error("mine");
    };
    REQUIRE_THROWS_WITH(load_image_folder(folder.root, {4, 4, 3}, options), "mine");
    options.prepare = squeeze;
    options.progress = [](std::size_t, std::size_t) { throw std::runtime_error("also mine"); };
    REQUIRE_THROWS_WITH(load_image_folder(folder.root, {4, 4, 3}, options), "also mine");
  }
}

TEST_CASE("without memory a picture is named, and the others go on") {
  const Folder folder("memory");
  fill(folder);
  LoadOptions options;
  options.prepare = [](PictureView picture, std::array<int, 3> size) {
    if (picture.height == 8) throw std::bad_alloc();
    return squeeze(picture, size);
  };
  const Result<LoadedImages> images = load_image_folder(folder.root, {4, 4, 3}, options);
  REQUIRE(images);
  REQUIRE(images->paths.size() == 3);
  REQUIRE(images->skipped == std::vector<std::string>{about(folder.root / "dog/a.jpg",
                                                            "there is too little memory to prepare it")});
}

TEST_CASE("large pictures are decoded one at a time") {
  const Folder folder("large");
  folder.picture("a/1.png", 5000, 4500, 3);
  std::filesystem::create_directory(folder.root / "b");
  for (const char* name : {"a/2.png", "b/1.png", "b/2.png"})
    std::filesystem::create_hard_link(folder.root / "a/1.png", folder.root / name);
  std::atomic<int> at_once{0}, most{0};
  LoadOptions options;
  options.threads = 4;
  options.prepare = [&](PictureView picture, std::array<int, 3> size) {
    most = std::max(most.load(), ++at_once);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    --at_once;
    return resize(picture, size[0], size[1]);
  };
  REQUIRE(load_image_folder(folder.root, {4, 4, 3}, options));
  REQUIRE(most == 1);
}

}  // namespace image_folder_test
