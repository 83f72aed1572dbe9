#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# header_alone.sh COMPILER ROOT HEADER: the header compiles as the only include of a file, without a warning;
# what an embedded program needs compiles without exceptions and run-time type information too.
set -euo pipefail
compiler=$1 root=$2 header=$3
flags=(-std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror "-I$root/include")
case $header in
  cameo/report/* | cameo/face/* | cameo/ext/* | cameo/testing/* | cameo/cameo.hpp) ;;
  *) flags+=(-fno-exceptions -fno-rtti) ;;
esac
echo "#include \"$header\"" | "$compiler" "${flags[@]}" -march=native -x c++ -
