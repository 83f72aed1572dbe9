// SPDX-License-Identifier: MIT
#include "recognize/watch/frame_source.hpp"

#include "catch.hpp"

using recognize::without_password;

namespace frame_source_test {

TEST_CASE("What is told of a stream has no password") {
  for (const char* source :
       {"rtsp://user:secret@camera:554/1", "rtsp://secret@camera:554/1", "rtsp://user:se/cr@t@camera:554/1",
        "rtsp://camera:554/1?user=x&key=secret", "rtsp://user:secret@camera:554/1?key=secret"})
    CHECK(without_password(source) == "rtsp://camera:554/1");
  for (const char* source : {"rtsp://user:se?ret@camera:554/1", "rtsp://camera:554/1?key=se@ret"})
    CHECK(without_password(source) == "rtsp://...");
  for (const char* source : {"0", "folder/video.mp4", "a@b?.mp4", "http://camera/"})
    CHECK(without_password(source) == source);
}

}  // namespace frame_source_test
