// SPDX-License-Identifier: MIT
// Around the main() of Catch2's library, which the linker's option --wrap=main calls __real_main: compiling
// that anew takes as long as many a test.
#include <vector>

#include "catch.hpp"

extern "C" int __real_main(int argc, char** argv);
extern "C" int __wrap_main(int argc, char** argv);

int __wrap_main(int argc, char** argv) {
  char file_names_as_tags[] = "--filenames-as-tags";  // [#NAME_test] are the cases of NAME_test.cpp
  std::vector<char*> arguments{argv[0], file_names_as_tags};
#if CATCH_VERSION_MAJOR < 3
  char warn[] = "--warn", of_no_tests[] = "NoTests";  // an error, as later versions have it
  arguments.insert(arguments.end(), {warn, of_no_tests});
#endif
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  const int failures = __real_main(static_cast<int>(arguments.size()), arguments.data());
  return failures == 0 && cameo_test::something_was_skipped ? cameo_test::skip_status : failures;
}
