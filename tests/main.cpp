// SPDX-License-Identifier: MIT
#define CATCH_CONFIG_RUNNER
#include "catch.hpp"

int main(int argc, char** argv) {
  Catch::Session session;
  session.configData().filenamesAsTags = true;  // [#NAME_test] are the cases of NAME_test.cpp
#if CATCH_VERSION_MAJOR < 3
  session.configData().warnings = Catch::WarnAbout::NoTests;  // an error, as later versions have it
#endif
  const int failures = session.run(argc, argv);
  return failures == 0 && cameo_test::something_was_skipped ? cameo_test::skip_status : failures;
}
