#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# choice.sh PROGRAM: the best copy is chosen, or the one that CAMEO_DISPATCH names; a wrong name changes nothing.
set -euo pipefail
program=$1

chosen() { "$program" | cut -d ' ' -f 1; }

line=$(unset CAMEO_DISPATCH && "$program")
read -ra names <<<"$line"
echo "chosen: ${names[0]}; can run: ${names[*]:1}"
if [[ ${names[0]} != "${names[-1]}" ]]; then
  echo "the last is the best"
  exit 1
fi
if [[ $(uname -m) == x86_64 ]]; then
  features=$(grep -m1 '^flags' /proc/cpuinfo)
  best=
  [[ $features == *" avx2 "* ]] && best=AVX2
  [[ $features == *" avx512vl"* ]] && best=AVX3
  if [[ -n $best && ${names[0]} != "$best" ]]; then
    echo "/proc/cpuinfo tells of $best"
    exit 1
  fi
fi
for name in "${names[@]:1}"; do
  found=$(CAMEO_DISPATCH=${name,,} chosen)  # in small letters, as in CMake
  if [[ $found != "$name" ]]; then
    echo "CAMEO_DISPATCH=$name chose $found"
    exit 1
  fi
done
found=$(CAMEO_DISPATCH=avx4 chosen)
if [[ $found != "${names[0]}" ]]; then
  echo "CAMEO_DISPATCH=avx4 chose $found"
  exit 1
fi
