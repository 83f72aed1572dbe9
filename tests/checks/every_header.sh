#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# every_header.sh COMPILER ROOT: all headers together, and a use of them, in the code of others: after a file that
# defines the macros of many libraries (macros.hpp), and without a warning at flags that ask for more than ours.
set -euo pipefail
compiler=$1 root=$2
cd "$root/include"
mapfile -t headers < <(find cameo -name '*.hpp' | LC_ALL=C sort)
mapfile -t outside < <(grep -rhoE '^#include <[^>]+>' cameo | grep -v set_macros | LC_ALL=C sort -u)

flags=(-std=c++20 -S -o /dev/null -march=native "-I$root/include" -Werror -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  -Wdouble-promotion -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Wcast-qual -Woverloaded-virtual -Wformat=2
  -Wundef -Wextra-semi -Wredundant-decls)
if "$compiler" --version | grep -q clang; then
  # clang 19 finds fault with what its own -march=native says of a CPU with AVX10.
  flags+=(-Wsign-conversion -Wcomma -Wno-unknown-warning-option -Wno-invalid-feature-combination)
else
  # Not -Wsign-conversion: of a template, gcc takes the int in `float x[Rows]` for one whose sign is not known.
  flags+=(-Wuseless-cast -Wlogical-op -Wduplicated-cond)
fi

# The headers of others, with the target that cameo chooses, are no matter of ours: they come before the macros.
{
  echo '#include "cameo/core/abi.hpp"'
  printf '%s\n' "${outside[@]}"
  echo "#include \"$root/tests/checks/macros.hpp\""
  printf '#include "%s"\n' "${headers[@]}"
  echo "#include \"$root/tests/checks/use.cpp\""
} | "$compiler" "${flags[@]}" -x c++ -
