#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# examples/embedded as a board builds it: no allocator, no exceptions, no streams in the object, and the same bits
# on x86 and on Arm.
set -euo pipefail
source=$CAMEO_ROOT/examples/embedded
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# build COMPILER NAME FLAG...: $work/NAME.o, checked, and the program $work/NAME
build() {
  local compiler=$1 name=$2
  shift 2
  "$compiler" -std=c++20 -Os -fno-exceptions -fno-rtti "$@" "-I$CAMEO_ROOT/include" "${include[@]}" \
    -c "$source/stripes.cpp" -o "$work/$name.o"
  local found
  found=$(nm --undefined-only --demangle "$work/$name.o" |
    grep -E 'alloc|operator (new|delete)|\bfree\b|\b(mmap|s?brk)\b|std::(basic_)?[io]?stream|__cxa_throw|typeinfo|pthread' || true)
  if [[ -n $found ]]; then
    echo "$name: the object must not need:"
    echo "$found"
    status=1
  fi
  "$compiler" -std=c++20 -O1 "$source/main.cpp" "$work/$name.o" "${link[@]}" -o "$work/$name"
  size "$work/$name.o" 2>/dev/null | awk -v name="$name" 'NR == 2 { print name ": " $1 " bytes of code and constants, " $3 " of memory" }' || true
}

# compare NAME: what the program printed, with what the first one did
compare() {
  [[ ${first:-} ]] || first=$1
  if ! cmp "$work/$1.txt" "$work/$first.txt"; then
    echo "$1 and $first differ:"
    diff "$work/$1.txt" "$work/$first.txt" | head
    status=1
  fi
}

include=() link=()
for compiler in "$CAMEO_GCC" ${CAMEO_CLANG:+"$CAMEO_CLANG"}; do
  name=$(basename "$compiler")
  build "$compiler" "$name" -march=x86-64-v3 -maes -mpclmul
  if grep -qw fma /proc/cpuinfo; then
    "$work/$name" >"$work/$name.txt"
    compare "$name"
  else
    echo "this CPU lacks FMA: not compared with $name"
  fi
done

[[ -z ${CAMEO_QUICK_TESTS:-} ]] || exit $status
if ! command -v aarch64-linux-gnu-g++ >/dev/null || ! command -v qemu-aarch64 >/dev/null; then
  echo "skipped: Arm needs g++-aarch64-linux-gnu and qemu-user"
  [[ $status -ne 0 ]] || status=77
  exit $status
fi
# The headers of Boost and Highway are the same for every CPU.
mkdir "$work/headers"
ln -s /usr/include/boost /usr/include/hwy "$work/headers"
include=(-isystem "$work/headers") link=(-static)
build aarch64-linux-gnu-g++ aarch64 -march=armv8-a+crypto  # as Highway 1.0.3 wants NEON
qemu-aarch64 "$work/aarch64" >"$work/aarch64.txt"
head -1 "$work/aarch64.txt"
compare aarch64
exit $status
