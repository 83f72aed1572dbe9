#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# objects.sh OBJECT...: of the objects of main.cpp and of network.cpp for each target, what runs before the choice, or
# without it, has no instruction of a wider target; no wider copy runs anything by itself or gives the program a function
# that others use.
set -euo pipefail
status=0
wide=()
for object in "$@"; do
  case $object in
    *main.cpp.o) main=$object ;;
    *network.baseline.cpp.o) baseline=$object ;;
    *network.avx3.cpp.o) avx3=$object wide+=("$object") ;;
    *) wide+=("$object") ;;
  esac
done
complain() {
  printf '%s\n' "$@"
  status=1
}

code() { objdump --disassemble --no-show-raw-insn "$1"; }

# Vectors of 32 bytes or more, and what AVX made of those of 16.
for object in "$main" "$baseline"; do
  found=$(code "$object" | grep -E '%[yz]mm|[[:space:]]v[a-z0-9]+[[:space:]].*%xmm' || true)
  [[ -z $found ]] || complain "$object: these are not of the baseline:" "${found:0:500}"
done
[[ $(code "$avx3" | grep -c '%zmm') -gt 0 ]] || complain "$avx3: no 64-byte vectors in the copy for AVX-512"

weak() { nm --defined-only "$1" | awk '$2 ~ /^[WVu]$/ { print $3 }' | sort; }

for object in "${wide[@]}"; do
  if objdump --section-headers "$object" | grep -E '\.(preinit_array|init_array|ctors|fini_array|dtors)'; then
    complain "$object: this runs before or after main()"
  fi
  # The baseline is linked first: its bodies of shared inline functions are kept. Highway names its own by the target.
  foreign=$(comm -13 <(weak "$baseline") <(weak "$object") | grep -Ev 'v0_N_(SSE4|AVX2|AVX3)_|3hwy|^DW\.ref' || true)
  [[ -z $foreign ]] || complain "$object: other files could get these bodies:" "$(c++filt <<<"$foreign")"
done
exit $status
