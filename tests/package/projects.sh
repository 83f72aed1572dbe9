#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# projects.sh ROOT COMPILER: outside projects that are built in unusual ways, most of them only configured.
set -uo pipefail
root=$1 compiler=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# project NAME, its CMakeLists.txt from standard input
project() {
  name=$1
  mkdir -p "$work/$name"
  {
    echo 'cmake_minimum_required(VERSION 3.25)'
    echo 'project(outside LANGUAGES CXX)'
    cat
  } >"$work/$name/CMakeLists.txt"
}
configure() {
  cmake -G Ninja "-DCMAKE_CXX_COMPILER=$compiler" -DCMAKE_BUILD_TYPE=Release -S "$work/$name" -B "$work/$name/build" "$@" \
    >"$work/$name/log" 2>&1
}
# expect COMMAND...: it succeeds
expect() {
  if ! "$@"; then
    echo "$name: failed: $*"
    tail -n 20 "$work/$name/log"
    failures=$((failures + 1))
  fi
}
echo 'int f() { return 1; }' >"$work/f.cpp"

# A library that uses Cameo is installed, with Cameo, and exported; the parent's flags of Release are its own.
project exported <<CMAKE
add_subdirectory($root cameo)
add_library(mine STATIC $work/f.cpp)
target_link_libraries(mine PRIVATE cameo::cameo)
install(TARGETS mine EXPORT mine)
install(EXPORT mine DESTINATION mine)
CMAKE
expect configure
expect grep -q '^CMAKE_CXX_FLAGS_RELEASE:.*=-O3' "$work/exported/build/CMakeCache.txt"
expect eval '! grep -q "this build has no type" "$work/exported/log"'
expect configure -DCMAKE_BUILD_TYPE=
expect grep -q 'this build has no type' "$work/exported/log"

# Two libraries bring a copy each.
project two_copies <<CMAKE
add_subdirectory($root first)
add_subdirectory($root second)
CMAKE
expect configure

# What the project has already is taken; fmt is not needed, nor Boost's package.
project own_targets <<CMAKE
add_library(fmt INTERFACE)
add_library(fmt::fmt ALIAS fmt)
add_library(hwy INTERFACE)
target_include_directories(hwy INTERFACE $work/somewhere)
add_subdirectory($root cameo)
CMAKE
expect configure -DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON -DCMAKE_IGNORE_PATH=/usr/include
project no_packages <<CMAKE
add_subdirectory($root cameo)
if(TARGET cameo::report)
  message(FATAL_ERROR "cameo::report without fmt")
endif()
CMAKE
mkdir -p "$work/tree/include"
ln -s /usr/include/boost "$work/tree/include/boost"
expect configure -DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON "-DBoost_ROOT=$work/tree"
expect grep -q "CAMEO_BOOST_INCLUDE_DIR:PATH=" "$work/no_packages/build/CMakeCache.txt"

# An installed package is asked for its targets by name: what is not there is said, unless it may be missing.
project installed <<CMAKE
add_subdirectory($root cameo)
CMAKE
expect configure "-DCMAKE_INSTALL_PREFIX=$work/pre fix"
expect eval 'cmake --install "$work/installed/build" >"$work/installed/log" 2>&1'
project components <<CMAKE
find_package(cameo 0.1 REQUIRED COMPONENTS report images OPTIONAL_COMPONENTS pictures)
find_package(cameo 0.1 COMPONENTS report pictures)
if(NOT TARGET cameo::report OR cameo_FOUND OR NOT cameo_NOT_FOUND_MESSAGE MATCHES "there is no cameo::pictures")
  message(FATAL_ERROR "a target that is not there is found")
endif()
CMAKE
expect configure "-DCMAKE_PREFIX_PATH=$work/pre fix"
expect eval '! grep -q "this build has no type" "$work/components/log"'
expect configure -DCMAKE_BUILD_TYPE= "-DCMAKE_PREFIX_PATH=$work/pre fix"
expect grep -q 'this build has no type' "$work/components/log"

# What finds faces may stand in a shared library, through a static one too, and in a program.
if [[ -e /usr/include/dlib/base64.h ]]; then
  project faces <<CMAKE
add_subdirectory($root cameo)
add_library(finder STATIC $work/finder.cpp)
set_target_properties(finder PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_link_libraries(finder PRIVATE cameo::face_finder)
add_library(mine SHARED $work/finds.cpp)
target_link_libraries(mine PRIVATE finder)
add_executable(program $work/main.cpp)
target_link_libraries(program PRIVATE mine)
add_executable(alone $work/alone.cpp)
target_link_libraries(alone PRIVATE finder)
CMAKE
  cat >"$work/finder.cpp" <<'CPP'
#include <dlib/base64.h>
#include <sstream>
std::string text() {
  std::istringstream in("Y2FtZW8=");
  std::ostringstream out;
  dlib::base64().decode(in, out);
  return out.str();
}
CPP
  printf '#include <string>\nstd::string text();\nstd::string shared() { return text(); }\n' >"$work/finds.cpp"
  printf '#include <string>\nstd::string shared();\nint main() { return shared() == \"cameo\" ? 0 : 1; }\n' >"$work/main.cpp"
  sed 's/shared/text/g' "$work/main.cpp" >"$work/alone.cpp"
  expect configure -DCMAKE_SHARED_LINKER_FLAGS=-Wl,--no-undefined
  expect eval 'cmake --build "$work/faces/build" >"$work/faces/log" 2>&1'
  expect "$work/faces/build/program"
  expect "$work/faces/build/alone"
  expect eval '! ldd "$work/faces/build/alone" | grep -q libdlib'
fi

# A dispatched file has the program's standard, its generated headers, another of its name, and may be in a sub-folder.
project dispatched <<CMAKE
add_subdirectory($root cameo)
add_custom_command(OUTPUT generated.hpp COMMAND \${CMAKE_COMMAND} -E copy $work/answer.hpp generated.hpp)
add_executable(mine main.cpp generated.hpp)
target_include_directories(mine PRIVATE \${CMAKE_CURRENT_BINARY_DIR})
set_target_properties(mine PROPERTIES CXX_STANDARD 23)
target_link_libraries(mine cameo::cameo)
cameo_dispatch(mine a/network.cpp b/network.cpp TARGETS avx2)
add_subdirectory(c)
CMAKE
echo 'constexpr int answer = 42;' >"$work/answer.hpp"
mkdir "$work"/dispatched/{a,b,c}
echo 'cameo_dispatch(mine network.cpp TARGETS avx2)' >"$work/dispatched/c/CMakeLists.txt"
for folder in a b c; do
  cat >"$work/dispatched/$folder/network.cpp" <<CPP
#include <cameo/dispatch.hpp>
#include "generated.hpp"
static_assert(__cplusplus > 202002L);
struct Actions_$folder { int (*f)(); };
namespace { int f() { return answer; } }
CAMEO_DISPATCHED(Actions_$folder, .f = f)
CPP
done
cat >"$work/dispatched/main.cpp" <<'CPP'
#include <cameo/dispatch.hpp>
struct Actions_a { int (*f)(); };
struct Actions_b { int (*f)(); };
struct Actions_c { int (*f)(); };
int main() {
  using cameo::dispatched::best;
  return best<Actions_a>().f() + best<Actions_b>().f() + best<Actions_c>().f() - 3 * 42;
}
CPP
expect configure
expect eval 'cmake --build "$work/dispatched/build" >"$work/dispatched/log" 2>&1'
expect "$work/dispatched/build/mine"

echo "$failures failures"
[[ $failures -eq 0 ]]
