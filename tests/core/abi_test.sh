#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Flags that take checks away, or with which gcc compiles wrongly, are refused; a build without SIMD, or with narrower vectors than its flags have, is told so,
# also where the headers are a system's and -Werror is on; x86-64-v3 and -v4 are for AVX2 and AVX-512.
set -euo pipefail
if [[ $(uname -m) != x86_64 ]]; then
  echo "skipped: this CPU lacks x86's flags"
  exit 77
fi
failures=0
complain() {
  echo "$1"
  failures=$((failures + 1))
}

compile() {  # HEADER FLAG...: the header, with what follows on standard input
  { printf '#include <string_view>\n#include "cameo/%s"\n' "$1"; cat; } |
    "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror "${@:2}" -x c++ - 2>&1
}

for compiler in "$CAMEO_GCC" ${CAMEO_CLANG:+"$CAMEO_CLANG"}; do
  out=$(compile cameo.hpp -std=c++17 "-I$CAMEO_ROOT/include" </dev/null) && complain "$compiler takes C++17"
  [[ $out == *"Cameo: compile with -std=c++20"* && $(wc -l <<<"$out") -lt 30 ]] || complain "$compiler -std=c++17: $out"

  for flag in -ffast-math -ffinite-math-only; do
    out=$(compile core/abi.hpp "$flag" "-I$CAMEO_ROOT/include" </dev/null) && complain "$compiler takes $flag"
    [[ $out == *"Cameo: compile without -ffast-math"* ]] || complain "$compiler $flag: $out"
  done

  if [[ $compiler == "$CAMEO_GCC" && $("$compiler" -dumpversion | cut -d. -f1) -ge 12 ]]; then
    for flag in -funsigned-char -funsafe-math-optimizations; do
      out=$(compile core/abi.hpp "$flag" -march=x86-64-v3 "-I$CAMEO_ROOT/include" </dev/null) && complain "$compiler takes $flag"
      [[ $out == *"Cameo: compile without "*"$flag"* ]] || complain "$compiler $flag: $out"
    done
  fi

  for include in "-I$CAMEO_ROOT/include" "-isystem$CAMEO_ROOT/include"; do
    out=$(compile simd/compat-inl.hpp -mavx2 "$include" </dev/null) || complain "$compiler -mavx2: the message is an error"
    [[ $out == *"many times slower than this machine can"* ]] || complain "$compiler -mavx2 $include: no message"
    out=$(compile simd/compat-inl.hpp -mavx2 "$include" -DCAMEO_NO_TARGET_MESSAGE </dev/null)
    [[ -z $out ]] || complain "$compiler: CAMEO_NO_TARGET_MESSAGE: $out"
  done

  for pair in x86-64-v2:SSE4 x86-64-v3:AVX2 haswell:AVX2 x86-64-v4:AVX3; do
    out=$(compile core/abi.hpp "-march=${pair%:*}" "-I$CAMEO_ROOT/include" <<<"
      static_assert(HWY_STATIC_TARGET == HWY_${pair#*:});
      static_assert(std::string_view(cameo::target_name) == \"${pair#*:}\");") || complain "$compiler $pair: $out"
    [[ -z $out ]] || complain "$compiler $pair: $out"
  done
done
exit $((failures > 0))
