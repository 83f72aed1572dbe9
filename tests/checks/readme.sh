#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# readme.sh ROOT: every ```cpp block of README.md, and of the pages in examples/, include/ and benchmarks/, is a file
# under examples/ (without its SPDX line), or a region of one: the lines between two `// [name]` lines, moved to the left
# margin. A region may come in several parts, such as its includes and its statements; an empty line is between them.
# The first program of README.md prints what README.md says, compiled by the command that README.md gives.
set -euo pipefail
root=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mapfile -t pages < <(find "$root/README.md" "$root/examples" "$root/include" "$root/benchmarks" -name '*.md')
awk -v work="$work" -v root="$root/" '
  /^```cpp$/ { inside = 1; ++count; print substr(FILENAME, length(root) + 1) ":" FNR + 1 > (work "/block-" count ".line"); next }
  /^```$/ { inside = 0 }
  inside { print > (work "/block-" count) }
' "${pages[@]}"

number=0
while IFS= read -r source; do
  number=$((number + 1))
  sed '1{/SPDX/d}' "$source" | sed '1{/^$/d}' >"$work/source-$number"
  awk -v prefix="$work/region-$number-" '
    function flush_part(   i) {
      if (name in begun) print "" > (prefix name)
      begun[name] = 1
      for (i = 1; i <= lines; ++i) print substr(text[i], indent + 1) > (prefix name)
    }
    /^[ ]*\/\/ \[[a-z_0-9]+\]$/ {
      label = $0; gsub(/[^a-z_0-9]/, "", label)
      if (name == label) { flush_part(); name = "" }
      else { name = label; lines = 0; indent = 1000 }
      next
    }
    name != "" {
      text[++lines] = $0
      if ($0 != "") { match($0, /^ */); if (RLENGTH < indent) indent = RLENGTH }
    }
  ' "$source"
done < <(find "$root/examples" -name '*.cpp' -o -name '*.hpp')

find "$work" -name 'source-*' -o -name 'region-*' | xargs -d '\n' sha256sum | sed 's/ .*/  -/' >"$work/sums"
status=0 blocks=0
for line in "$work"/block-*.line; do
  [[ -e $line ]] || break
  blocks=$((blocks + 1))
  sum=$(sha256sum <"${line%.line}")
  if ! grep -qxF "$sum" "$work/sums"; then
    echo "$(<"$line"): this block is neither a file nor a region of a file under examples/"
    status=1
  fi
done
echo "$blocks blocks compared"

# The block that begins with `$ g++`: a command, and what it prints.
awk '/^\$ g\+\+ / { inside = 1; print substr($0, 3) > command; next } /^```$/ { inside = 0 } inside' \
  command="$work/command" "$root/README.md" >"$work/expected"
if command -v g++ >/dev/null; then
  (cd "$work" && ln -s "$root/include" "$root/examples" . && bash -e ./command) >"$work/printed"
  if ! diff "$work/expected" "$work/printed"; then
    echo "README.md: the first program prints something else (>)"
    status=1
  fi
fi
exit $status
