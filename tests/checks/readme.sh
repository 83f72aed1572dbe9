#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# readme.sh ROOT: every ```cpp block of README.md is a file under examples/ (without its SPDX line), or a region of
# one: the lines between two `// [name]` lines, moved to the left margin.
set -euo pipefail
root=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v work="$work" '
  /^```cpp$/ { inside = 1; ++count; first = NR + 1; next }
  /^```$/ { if (inside) print first > (work "/block-" count ".line"); inside = 0 }
  inside { print > (work "/block-" count) }
' "$root/README.md"

number=0
while IFS= read -r source; do
  number=$((number + 1))
  sed '1{/SPDX/d}' "$source" | sed '1{/^$/d}' >"$work/source-$number"
  awk -v prefix="$work/region-$number-" '
    function flush_region(   i) {
      for (i = 1; i <= lines; ++i) print substr(text[i], indent + 1) > (prefix name)
      close(prefix name)
    }
    /^[ ]*\/\/ \[[a-z_0-9]+\]$/ {
      label = $0; gsub(/[^a-z_0-9]/, "", label)
      if (name == label) { flush_region(); name = "" }
      else { name = label; lines = 0; indent = 1000 }
      next
    }
    name != "" {
      text[++lines] = $0
      if ($0 != "") { match($0, /^ */); if (RLENGTH < indent) indent = RLENGTH }
    }
  ' "$source"
done < <(find "$root/examples" -name '*.cpp' -o -name '*.hpp')

status=0 blocks=0
for line in "$work"/block-*.line; do
  [[ -e $line ]] || break
  block=${line%.line}
  blocks=$((blocks + 1))
  found=
  for candidate in "$work"/source-* "$work"/region-*; do
    if [[ -e $candidate ]] && cmp -s "$block" "$candidate"; then found=1; fi
  done
  if [[ -z $found ]]; then
    echo "README.md:$(<"$line"): this block is neither a file nor a region of a file under examples/"
    status=1
  fi
done
echo "$blocks blocks compared"
exit $status
