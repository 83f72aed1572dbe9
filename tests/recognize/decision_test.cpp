// SPDX-License-Identifier: MIT
#include "recognize/decision/decision.hpp"

#include <cmath>
#include <fstream>

#include "catch.hpp"
#include "gallery_folder.hpp"

using namespace recognize;

namespace decision_test {

const std::string curve = R"("network": "N of weights 1", "eer": {"threshold": 0.6}, "thresholds": [
  {"far": 0.1, "threshold": 0.7, "tar": 0.99}, {"far": 0.01, "threshold": 0.6, "tar": 0.9},
  {"far": 0.001, "threshold": 0.5, "tar": 0.7}])";
const std::string unnamed = curve.substr(curve.find("\"eer\"")) + "}";
const std::string stricter = R"("eer": {"threshold": 0.55}, "thresholds": [
  {"far": 0.1, "threshold": 0.65, "tar": 0.98}, {"far": 0.01, "threshold": 0.52, "tar": 0.8}])";

Path write(const GalleryFolder& folder, const std::string& text) {
  const Path file = folder.gallery().parent_path() / "report.json";
  std::ofstream(file) << text;
  return file;
}

std::string refusal(const GalleryFolder& folder, const std::string& text) {
  try {
    (void)Thresholds::read(write(folder, text));
  } catch (const std::exception& failure) {
    return failure.what();
  }
  return "";
}

TEST_CASE("Thresholds of a report are those of its worst group, on straight lines between its rows") {
  const GalleryFolder folder;
  const Thresholds all = Thresholds::read(write(folder, "{" + curve + "}"));
  CHECK(all.least_far() == 0.001);
  CHECK(all.at_far(0.01) == Approx(0.6));
  CHECK(all.at_far(std::sqrt(0.1 * 0.01)) == Approx(0.65));
  CHECK(all.at_far(0.5) == 0.7);  // nothing is known above
  CHECK(all.false_match_rate(0.65) == Approx(std::sqrt(0.1 * 0.01)));
  CHECK(all.false_match_rate(0.71) == 1);
  CHECK(all.false_match_rate(0.3) == Approx(0.001));
  CHECK(all.false_non_match_rate(0.65) == Approx(1 - 0.945));
  CHECK(all.false_non_match_rate(0.3) == 1);

  const Thresholds groups = Thresholds::read(write(
      folder, "{" + curve + R"(, "groups": {"a": {)" + stricter + R"(}, "b": {"too_few": "3 people"}}})"));
  CHECK(groups.least_far() == 0.001);
  CHECK(groups.at_far(0.01) == Approx(0.52));
  CHECK(groups.at_far(0.001) == Approx(0.5));  // the group tells nothing there
  CHECK(groups.at_equal_error() == 0.6);
  CHECK(groups.false_match_rate(0.6) > 0.03);
  CHECK(groups.false_match_rate(groups.at_far(0.004)) == Approx(0.01));
}

TEST_CASE("A file that tells no thresholds of distances is refused") {
  const GalleryFolder folder;
  const auto says = [&](const std::string& text, const std::string& reason) {
    const std::string sentence = refusal(folder, text);
    CAPTURE(text, sentence);
    CHECK_THAT(sentence,
               cameo_test::contains("report.json: is no report that gives thresholds, as 'recognize "
                                    "report --json' writes: " +
                                    reason));
    CHECK(sentence.find("json.exception") == sentence.npos);
  };
  says("", "its byte 1 is none of JSON");
  says("{", "its byte 2 is none of JSON");
  says("a letter", "its byte 1 is none of JSON");
  says("[1e999]", "a number in it is too large");
  says("[]", "it is an array, but an object is expected");
  says("null", "it is null, but an object is expected");
  says("{}", "it has no 'eer'");
  says(R"({"eer": 0.1})", "eer is a number, but an object is expected");
  says(R"({"eer": {"threshold": "0.6"}})", "eer.threshold is a string, but a number is expected");
  says(R"({"eer": {"threshold": 0.6}})", "it has no 'thresholds'");
  says(R"({"eer": {"threshold": 0.6}, "thresholds": {}})",
       "thresholds is an object, but an array is expected");
  says(R"({"eer": {"threshold": 0.6}, "thresholds": [{"far": null}]})",
       "thresholds[0].far is null, but a number is expected");
  says("{" + curve + R"(, "groups": []})", "groups is an array, but an object is expected");
  says("{" + curve + R"(, "groups": {"a": {}}})", "groups.a has no 'eer'");
  says(R"({"network": 1, )" + unnamed, "network is a number, but a text is expected");
  says("{" + unnamed, "it does not say of which network's descriptors they are");
  CHECK_THAT(refusal(folder, R"({"eer": {"threshold": 1}, "thresholds": []})"),
             cameo_test::contains("it is too small: two thresholds are needed"));
  CHECK_THAT(refusal(folder, R"({"eer": {"threshold": -0.6}, "thresholds": [
    {"far": 0.1, "threshold": 0.2, "tar": 0.9}, {"far": 0.01, "threshold": 0.6, "tar": 0.8}]})"),
             cameo_test::contains("do not fall with the FAR"));  // similarities
  CHECK_THAT(refusal(folder, R"({"eer": {"threshold": -0.6}, "thresholds": [
    {"far": 0.1, "threshold": 0.6, "tar": 0.9}, {"far": 0.01, "threshold": 0.2, "tar": 0.8}]})"),
             cameo_test::contains("the threshold of its eer is none of distances"));
  CHECK_THROWS(Thresholds::read("/nowhere/report.json"));
}

DecisionOptions options_of(const GalleryFolder& folder, double far) {
  DecisionOptions options;
  options.far = far;
  options.report = write(folder, "{" + curve + "}");
  return options;
}

TEST_CASE("The more people a gallery has, the nearer one of them must be") {
  const GalleryFolder folder;
  const auto threshold = [&](double far, std::size_t people) {
    return DecisionRule(options_of(folder, far), people).to_json();
  };
  CHECK(threshold(0.01, 1)["yes_up_to"] == Approx(0.6));
  CHECK(threshold(0.01, 10)["yes_up_to"] == Approx(0.5).margin(1e-3));  // 0.001 a comparison
  CHECK(threshold(0.1, 5)["far_of_one_comparison"] == Approx(1 - std::pow(0.9, 0.2)));
  CHECK(threshold(0.01, 10)["no_beyond"] == Approx(0.6));
  CHECK(threshold(0.1, 1)["no_beyond"] == Approx(0.7));
  CHECK(threshold(0.01, 1)["false_non_match_rate"] == Approx(0.1));
  CHECK_THROWS_WITH(threshold(0.01, 500),
                    Catch::Contains("tells thresholds down to 1.0e-03; give --far 0.4 or more"));
  CHECK_NOTHROW(threshold(0.4, 500));
}

TEST_CASE("What is to be given instead of a FAR that is too small can be given, and suffices") {
  const GalleryFolder folder;
  const auto refusal = [&](double far, std::size_t people) -> std::string {
    try {
      (void)DecisionRule(options_of(folder, far), people);
    } catch (const std::exception& failure) {
      return failure.what();
    }
    return "";
  };
  for (std::size_t people = 2; people < 690; people += 3) {  // up to a FAR of .5
    const std::string sentence = refusal(1e-4, people), advice = "give --far ";
    const std::size_t place = sentence.find(advice);
    INFO(sentence);
    REQUIRE(place != sentence.npos);
    const double better = std::stod(sentence.substr(place + advice.size()));
    REQUIRE(better <= DecisionOptions::most_far);
    REQUIRE(refusal(better, people).empty());
  }
  // 1 - .99^(1/1000) is 1.005e-5; 3 / 1.005e-5 pairs are those of n (n - 1) / 2, n = 774
  CHECK_THAT(refusal(0.01, 1000),
             cameo_test::contains("no --far will do: give a --report of 774 people, who are 3.0e+05 pairs"));
}

TEST_CASE("Thresholds of another network are refused") {
  const GalleryFolder folder;
  const DecisionRule rule(options_of(folder, 0.01), 1);
  CHECK_NOTHROW(rule.check_network([] { return "N of weights 1"; }));
  CHECK_THROWS_WITH(
      rule.check_network([] { return "N of weights 2"; }),
      "report.json: its thresholds are of another network (N of weights 1) than the one in use (N of "
      "weights 2)");
  bool asked = false;
  DecisionRule({}, 1).check_network([&] {
    asked = true;
    return "another";
  });
  CHECK_FALSE(asked);  // it would cost time to tell
}

TEST_CASE("Not sure is an answer") {
  const GalleryFolder folder;
  const DecisionRule rule(options_of(folder, 0.001), 1);  // yes up to .5, no beyond .6
  const auto decide = [&](std::vector<Match> matches) { return rule.decide(matches); };
  CHECK(decide({}).answer == Answer::no);
  CHECK(decide({{"Ada", 0.49}}).answer == Answer::yes);
  CHECK(decide({{"Ada", 0.61}}).answer == Answer::no);
  const Decision between = decide({{"Ada", 0.55}, {"Bob", 0.7}});
  CHECK(between.answer == Answer::not_sure);
  CHECK(between.reason == "1 of 316 strangers would be as near to somebody here");
  CHECK(strangers_of(0.5) == "50 of 100 strangers");
  CHECK(strangers_of(0.994) == "99 of 100 strangers");
  CHECK(strangers_of(0.999) == "nearly all strangers");
  CHECK(decide({{"Ada", 0.3}, {"Bob", 0.51}}).answer == Answer::yes);
  const Decision two = decide({{"Ada", 0.3}, {"Bob", 0.45}});
  CHECK(two.answer == Answer::not_sure);
  CHECK(two.reason == "Bob is near enough too, at 0.450");

  CHECK_THAT(rule.sentence(), cameo_test::contains("; not sure up to 0.600"));
  CHECK(DecisionRule(options_of(folder, 0.1), 1).sentence().find("not sure") == std::string::npos);

  DecisionOptions given;
  given.tolerance = 0.4;
  const DecisionRule fixed(given, 100'000);
  const std::vector<Match> near{{"Ada", 0.4}}, far{{"Ada", 0.41}};
  CHECK(fixed.decide(near).answer == Answer::yes);
  CHECK(fixed.decide(far).answer == Answer::no);
}

TEST_CASE("The published network's thresholds") {
  const Thresholds published = Thresholds::published();
  CHECK(published.false_match_rate(0.6) == Approx(0.0096).margin(0.0002));  // of women, the worse group
  CHECK(published.false_non_match_rate(0.6) == Approx(0.035).margin(0.003));
  CHECK(published.false_non_match_rate(0.41) == Approx(0.62).margin(0.005));  // women's pairs end above
  CHECK(published.at_far(1e-3) == Approx(0.536).margin(0.001));
  CHECK(published.at_far(1e-4) == Approx(0.467).margin(0.001));
  double before = 1;
  for (double far = 0.4; far > published.least_far(); far /= 1.3) {
    CHECK(published.at_far(far) <= before);
    before = published.at_far(far);
    CHECK(published.false_match_rate(before) <= far * 1.0001);
  }
}

}  // namespace decision_test
