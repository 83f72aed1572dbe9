#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two files with different -m flags share one program: no function of theirs has the same name, and each runs right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$CAMEO_ROOT/tests/link"
if ! grep -qw avx2 /proc/cpuinfo; then
  echo "skipped: this CPU lacks AVX2"
  exit 77
fi

weak() { nm --defined-only "$1" | awk '$2 ~ /^[WVu]$/ { print $3 }' | sort; }

for compiler in "$CAMEO_GCC" ${CAMEO_CLANG:+"$CAMEO_CLANG"}; do
  "$compiler" -std=c++20 -O2 "-I$CAMEO_ROOT/include" -DPART=narrow -c part.cpp -o "$work/narrow.o"
  "$compiler" -std=c++20 -O2 "-I$CAMEO_ROOT/include" -DPART=wide -march=x86-64-v3 -maes -mpclmul -c part.cpp -o "$work/wide.o"
  shared=$(comm -12 <(weak "$work/narrow.o") <(weak "$work/wide.o") | c++filt | grep -v '^DW.ref' || true)
  if [[ -n $shared ]]; then
    echo "$compiler: the linker keeps one body of each of these, for one of the two targets:"
    echo "$shared"
    exit 1
  fi
  for order in "narrow.o wide.o" "wide.o narrow.o"; do
    (cd "$work" && "$compiler" -std=c++20 "$CAMEO_ROOT/tests/link/main.cpp" $order -o program && ./program)
  done
done
