#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `recognize report` on scores of a file: its figures, its files, and what it refuses. Needs no picture.
source "$(dirname "${BASH_SOURCE[0]}")/program.sh"

# The made-up scores whose figures scikit-learn and cimat have told, as a CSV file.
figures=$tests/metrics/verification_figures.hpp
{
  echo distance,first,second
  grep -oE '\{[0-9.]+f, [0-9]+, [0-9]+\}' "$figures" | tr -d '{}f ' | sed -E 's/,([0-9]+),([0-9]+)/,p\1,p\2/'
} >scores.csv
figure() {
  grep -oP "double $1 = \K[0-9.]+" "$figures"
}

echo "--- the figures"
expect 0 "auc" report --scores scores.csv --tolerance 0.6 --json report.json --csv report.csv --html report.html
grep -qE "auc +$(figure auc | cut -c1-5)" output || fail "another AUC"
grep -qE "eer +$(figure eer | cut -c1-5)" output || fail "another EER"
grep -qE "tar at far 0.1 +$(printf %.4f "$(figure tar_at_far_10)")" output || fail "another TAR"
grep -qE "false_match_rate +$(printf %.4f "$(figure false_matches)")" output || fail "other false matches"
grep -qF "a FAR of 0.0001 needs 30000 pairs of different people" output || fail "a FAR without data"
cp report.json again.json
expect 0 "auc" report --scores scores.csv --tolerance 0.6 --json report.json
cmp -s report.json again.json || fail "not the same twice"
awk -F, 'NR == 1 { print "similarity,first,second" } NR > 1 { print -$1 "," $2 "," $3 }' scores.csv >similarities.csv
expect 0 "auc" report --scores similarities.csv --tolerance -0.6 --json report.json
cmp -s report.json again.json && fail "thresholds of similarities are those of distances"
grep -qE "auc +$(figure auc | cut -c1-5)" output || fail "another AUC of similarities"

echo "--- its files"
if command -v python3 >/dev/null; then
  python3 - again.json report.csv report.html <<'PYTHON' >output 2>&1 || fail "the files"
import csv, html.parser, json, sys
report = json.load(open(sys.argv[1]))
for name in "accuracy", "auc", "eer":
    figure = report[name]
    assert figure["low"] <= figure["value"] <= figure["high"], (name, figure)
assert report["tar"]["0.1"]["low"] <= report["tar"]["0.1"]["value"] <= report["tar"]["0.1"]["high"]
assert report["tar"]["0.001"]["value"] is None and "needs 3000" in report["tar"]["0.001"]["refused"]
rows = {row["figure"]: row for row in csv.DictReader(open(sys.argv[2]))}
assert abs(float(rows["auc"]["value"]) - report["auc"]["value"]) < 1e-12

class Page(html.parser.HTMLParser):
    open_tags, plots = [], 0
    def handle_starttag(self, tag, attributes):
        self.open_tags.append(tag)
        self.plots += tag == "svg"
        for name, value in attributes:
            assert name not in ("href", "src") or value.startswith("data:"), (tag, name, value)
    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag, tag
    def handle_startendtag(self, tag, attributes):
        pass

text = open(sys.argv[3], encoding="utf-8").read()
page = Page()
page.feed(text)
page.close()
assert page.open_tags == [] and page.plots == 3, (page.open_tags, page.plots)
assert "http" not in text and "url(" not in text and "@import" not in text
assert "prefers-color-scheme: dark" in text and "nan" not in text.lower().replace("name", "")
PYTHON
fi
if command -v xmllint >/dev/null; then
  xmllint --noout report.html >output 2>errors || fail "the page is not well-formed"
fi
if command -v chromium >/dev/null; then
  # A copy that says of itself what is too wide, in the window and in the plots, and which colours it has.
  python3 - report.html seen.html <<'PYTHON' || fail "the page's copy"
import sys
script = """<script>addEventListener("load", () => {
  const wide = [];
  if (document.documentElement.scrollWidth > innerWidth) wide.push("the page");
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    if (frame.width < 100 || frame.height < 100) wide.push("an empty plot");
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        wide.push(text.textContent);
    }
  }
  const style = getComputedStyle(document.body);
  document.title = "plots " + document.querySelectorAll("svg").length + "; too wide: " + wide.join(", ") +
    "; ground " + style.backgroundColor + " ink " + style.color;
});</script>"""
page = open(sys.argv[1], encoding="utf-8").read()
open(sys.argv[2], "w", encoding="utf-8").write(page.replace("</body>", script + "</body>"))
PYTHON
  grounds=()
  for scheme in 0 1; do  # dark, light
    for width in 1280 500; do
      chromium --headless --no-sandbox --disable-gpu --enable-logging=stderr --user-data-dir="$work/chromium" \
        --blink-settings="preferredColorScheme=$scheme" --window-size="$width,900" --dump-dom "file://$work/seen.html" \
        >output 2>errors || fail "Chromium"
      if grep CONSOLE errors; then fail "the page has errors"; fi
      seen=$(grep -oP '<title>\Kplots.*(?=</title>)' output)
      echo "scheme $scheme, $width wide: $seen"
      [[ $seen == "plots 3; too wide: ; "* ]] || fail "the page is not as it should be"
    done
    grounds+=("${seen#*ground }")
  done
  [[ ${grounds[0]} != "${grounds[1]}" ]] || fail "dark and light are the same"
fi

echo "--- groups"
{
  echo person,group
  for person in {0..11}; do echo "p$person,\"a, b\""; done
  for person in {12..23}; do echo "p$person,c"; done
} >groups.csv
expect 0 "too few to say: 12 people with two pictures" report --scores scores.csv --groups groups.csv --html report.html --json report.json
grep -q '"a, b"' report.json || fail "a group is missing"
[[ $(grep -c "^  auc  *0" output) -eq 1 ]] || fail "figures of a group that is too small"
grep -q "a, b: too few to say: 12 people" report.html || fail "the page has figures of a group that is too small"
awk 'BEGIN {
  srand(1); print "distance,first,second"
  for (i = 0; i < 60; ++i) {
    for (k = 0; k < 3; ++k) printf "%.4f,q%d,q%d\n", (i < 30 ? .3 : .5) + .2 * rand(), i, i
    for (j = 0; j < i; ++j) printf "%.4f,q%d,q%d\n", .5 + .5 * rand(), i, j
  }
}' >biased.csv
awk 'BEGIN { print "person,group"; for (i = 0; i < 60; ++i) print "q" i "," (i < 30 ? "easy" : "hard") }' >two.csv
expect 0 "between the best and the worst group" report --scores biased.csv --groups two.csv --tolerance 0.6 --json report.json --csv report.csv
grep -qE '^easy to hard,gap of false_non_match_rate,0\.[3-6]' report.csv || fail "no gap of false non-matches"

echo "--- probabilities as scores may be smaller than every float"
sed 's/^distance/similarity/; s/^\(.*\),\(q.*,q.*\)/\1e-60,\2/' biased.csv >tiny.csv
grep -q 'e-60,q1,q1' tiny.csv || fail "no tiny scores"
expect 0 "Bounds" report --scores tiny.csv --rounds 10

echo "--- what is refused"
expect 0 "a new key" key make owner.key
for list in "--scores owner.key" "--pairs owner.key --folder ." "--scores scores.csv --groups owner.key"; do
  # shellcheck disable=SC2086
  expect 1 "owner.key: is a key file, but a list is expected" report $list
  if grep -q recognize-key output errors; then fail "$list: the key is shown"; fi
done
expect 1 "give one of --pairs, --people and --scores" report
expect 1 "give one of --pairs, --people and --scores" report --scores scores.csv --people .
expect 1 "belong together" report --pairs scores.csv
expect 1 "cannot be read" report --scores missing.csv
: >bad.csv
expect 1 "bad.csv: the file is empty" report --scores bad.csv
printf 'distance,first,second\n' >bad.csv
expect 1 "bad.csv, line 1: there is no row below the header; found" report --scores bad.csv
printf 'score,first,second\n1,a,b\n' >bad.csv
expect 1 "bad.csv, line 1: there is no column 'distance' or 'similarity'; found 'score', 'first', 'second'" report --scores bad.csv
printf 'distance,first,second\n0.5,a,b\nnan,a,a\n' >bad.csv
expect 1 "bad.csv, line 3: the score is 'nan', but a finite number is needed" report --scores bad.csv
printf 'distance,first,second\n-1e39,a,b\n' >bad.csv
expect 1 "bad.csv, line 2: the score is '-1e39', but a finite number is needed" report --scores bad.csv
printf 'distance,first,second\n0.5,a\n' >bad.csv
expect 1 "bad.csv, line 2: the row has 2 cells, but the header has 3" report --scores bad.csv
printf 'distance,first,second\n0.5,"a,b\n' >bad.csv
expect 1 "bad.csv, line 2: a quote is not closed" report --scores bad.csv
printf 'distance,first,second\n0.5,"a"x,b\n' >bad.csv
expect 1 "bad.csv, line 2: the quotes are not those of a CSV file" report --scores bad.csv
printf '\xEF\xBB\xBFdistance,first,second\r\n\r\n0.5,"a\n""b""",c\r\n0.5,a , b\r\n0.5,a\r\n' >bad.csv
expect 1 "bad.csv, line 6: the row has 2 cells" report --scores bad.csv
printf 'distance,first,second,same\n0.5,a,b,1\n' >bad.csv
expect 1 "bad.csv, line 2: 'same' is '1', but the people are 'a' and 'b'" report --scores bad.csv
printf 'distance,same\n0.5,yes\n' >bad.csv
expect 1 "bad.csv, line 2: 'same' is 'yes', but 1 or 0 is needed" report --scores bad.csv
printf 'distance,same\n0.5,1\n0.6,1\n' >bad.csv
expect 1 "pairs of one person and pairs of two are needed; found 2 and 0" report --scores bad.csv
printf 'distance,same\n0.5,1\n0.6,0\n' >good.csv
expect 0 "resampling pairs" report --scores good.csv --json good.json --html good.html
nameless="The scores name no people: each row is taken for people whom no other row has"
for file in output good.json good.html; do
  grep -q "$nameless" "$file" || fail "$file does not say that the people are not known"
done
expect 0 "resampling people" report --scores scores.csv --json report.json
if grep -q "name no people" output report.json; then fail "people who are named are said not to be"; fi
printf 'person,group\np0,a\np0,b\n' >bad.csv
expect 1 "bad.csv, line 3: 'p0' is in the groups 'a' and 'b'" report --scores scores.csv --groups bad.csv
printf 'person,group\nnobody,a\n' >bad.csv
expect 1 "bad.csv: none of those who were compared is in it" report --scores scores.csv --groups bad.csv
expect 1 "scores.csv" report --scores scores.csv --csv scores.csv
grep -q '^distance' scores.csv || fail "the scores are replaced"
echo '[1, 2]' >foreign
for source in --scores --groups; do
  given=(report "$source" foreign)
  [[ $source == --scores ]] || given+=(--scores scores.csv)
  expect 1 "foreign, line 1: there is no row below the header; found '[1', ' 2]'" "${given[@]}"
done
head -c 100000 /dev/zero >foreign
expect 1 "foreign, line 1: there is no row below the header; found '\x00\x00" report --scores foreign
expect 1 "foreign, line 1: '\x00\x00" report --pairs foreign --folder .
[[ $(wc -c <errors) -lt 400 ]] || fail "a sentence has $(wc -c <errors) characters"
mkdir -p pictures/Ada
printf '1\nAda\t1\t2\nAda\t1\tBob\t1\n' >pairs.txt
expect 1 "pairs.txt, line 2: there is no picture pictures/Ada/Ada_0001.jpg" report --pairs pairs.txt --folder pictures
printf '1\n' >pairs.txt
expect 1 "pairs.txt: ends after line 1" report --pairs pairs.txt --folder pictures
printf 'one\n' >pairs.txt
expect 1 "pairs.txt, line 1: 'one' is no number from 1 on" report --pairs pairs.txt --folder pictures
: >pairs.txt
expect 1 "pairs.txt: the file is empty" report --pairs pairs.txt --folder pictures

finish
