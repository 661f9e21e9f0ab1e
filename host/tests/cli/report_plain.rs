//! `report`: that a reader is told why, what is missing, what is beyond a picture, and what to type.

use serde_json::Value;

use crate::place::{Place, data};
use crate::report::{page, place, section, selected, text, text_of};

/// Networks that are all about as good.
const GOOD: &str =
    "hidden_layer_sizes = [16]\nlearning_rate_init = [0.04, 0.05, 0.06, 0.07, 0.08]\nmax_iter = 60\n";

/// What is told of a term among the facts of a section.
fn fact(shown: &scraper::Html, name: &str) -> String {
    let names = selected(shown, "dl.facts dt");
    let at = names.iter().position(|term| text(*term) == name);
    text(selected(shown, "dl.facts dd")[at.unwrap_or_else(|| panic!("no {name}"))])
}

#[test]
fn the_command_of_a_page_with_answers_is_whole() {
    let place = place();
    place.write("iris.csv", std::fs::read(data("iris.csv")).unwrap());
    let search = "search iris.csv --space lists.toml --cv 2 --quiet";
    place.ok(&format!("{search} --out s"));
    for select in ["", " --select within=0.5"] {
        let (_, shown) = page(&place, &format!("s{select}"));
        let command = text_of(&shown, "section[aria-labelledby='answers-title'] code");
        let expected = format!("mcutune report s{select} --data iris.csv --output report.html");
        let words = shlex::split(&command).unwrap().join(" ");
        assert_eq!(words, expected);
        place.ok(words.trim_start_matches("mcutune "));
        assert!(place.read("report.html").contains("from the study and its data;"));
    }
    // a long name too
    let long = format!("it's/{0}/{0}", "long".repeat(40));
    place.ok(&format!("{search} --out {long}"));
    let (_, shown) = page(&place, &long);
    let command = text_of(&shown, "section[aria-labelledby='answers-title'] code");
    assert_eq!(shlex::split(&command).unwrap()[2], long, "{command}");
}

#[test]
fn the_rule_that_chose_the_winner_is_told() {
    let place = place();
    let search = "search @iris.csv --space ranges.toml --strategy random --trials 16 --cv 3 --objectives score,flash \
                  --quiet --out s";
    place.ok(&format!("{search} --select knee"));
    for (rule, is) in [
        (
            "best",
            "best: the highest mean score on the front of score,flash.",
        ),
        (
            "one-standard-error",
            "one-standard-error: the cheapest by flash (bytes) on the front of score,flash whose mean",
        ),
        ("within=0.3", "at most 0.3 below the best's"),
        (
            "knee",
            "knee: the trial on the front of score,flash that stands farthest above the straight line",
        ),
    ] {
        let (_, shown) = page(&place, &format!("s --select {rule}"));
        let said = fact(&shown, "Chosen by");
        assert!(said.contains(is), "{is}: {said}");
        let best = place.json("show s --select best --best --json");
        let winner = place.json(&format!("show s --select {rule} --best --json"));
        let mean = best["mean_test_score"].as_f64().unwrap();
        let other = format!("The best score is that of trial {}, {mean:.4}.", best["trial"]);
        assert_eq!(
            said.contains(&other),
            best["trial"] != winner["trial"],
            "{rule}: {said}"
        );
        assert_eq!(
            said.contains("The best score"),
            best["trial"] != winner["trial"],
            "{said}"
        );
    }
    let other = |rule: &str| place.json(&format!("show s --select {rule} --best --json"))["trial"].clone();
    assert_ne!(other("within=0.3"), other("best"));
    place.ok("search @iris.csv --space lists.toml --cv shuffled:2 --confirm 3 --quiet --out t");
    let (_, shown) = page(&place, "t");
    let said = fact(&shown, "Chosen by");
    assert!(
        said.starts_with("best: the highest mean score, by the means of"),
        "{said}"
    );
    assert!(said.contains("of the 3 trials that have both"), "{said}");
    // r2 of folds of one row is undefined
    let rows: String = (0..8).map(|i| format!("{i},{}\n", i * 3 % 5)).collect();
    place.write("few.csv", format!("a,y\n{rows}"));
    place.ok("search few.csv --task regress --space lists.toml --cv 8 --quiet --out few");
    let said = fact(&page(&place, "few").1, "Chosen by");
    let expected = "best, for which no trial has a mean score: the first that could be fitted.";
    assert_eq!(said, expected);
}

#[test]
fn intervals_that_the_axis_cuts_are_marked() {
    let place = place();
    let (mut some, mut none) = (false, false);
    place.write("good.toml", GOOD);
    // with two folds an interval is many times as wide as they are apart
    for (out, search) in [
        ("two", "--space good.toml --cv 2"),
        ("many", "--space lists.toml --cv 20"),
    ] {
        place.ok(&format!("search @iris.csv {search} --quiet --out {out}"));
        let (_, shown) = page(&place, out);
        let number = |line: &scraper::ElementRef<'_>, name: &str| -> f64 {
            line.value().attr(name).unwrap().parse().unwrap()
        };
        let lines = selected(&shown, "#folds svg.chart line.interval");
        let across = selected(&shown, "#folds svg.chart clipPath rect")[0];
        let (left, width) = (number(&across, "x") + 1.0, number(&across, "width") - 2.0);
        let cut = lines.iter().map(|line| {
            usize::from(number(line, "x1") < left) + usize::from(number(line, "x2") > left + width)
        });
        let cut: usize = cut.sum();
        assert!(!lines.is_empty());
        assert_eq!(selected(&shown, "#folds svg.chart path.cut").len(), cut, "{out}");
        let told = section(&shown, "folds").contains("goes on beyond the axis");
        assert_eq!(told, cut > 0, "{out}");
        (some, none) = (some || cut > 0, none || cut == 0);
    }
    assert!(some && none);
}

#[test]
fn a_line_comes_from_below_where_its_cheapest_are_beyond() {
    let place = place();
    let poor = "hidden_layer_sizes = [1]\nlearning_rate_init = [1e-6]\nmax_iter = 1\n";
    place.write("far.toml", format!("[[space]]\n{poor}[[space]]\n{GOOD}"));
    place.write("near.toml", GOOD);
    for out in ["far", "near"] {
        place.ok(&format!(
            "search @iris.csv --space {out}.toml --cv 3 --quiet --out {out}"
        ));
    }
    let trials = place.json("show far --json")["trials"].clone();
    let number = |trial: &Value, name: &str| trial[name].as_f64().unwrap();
    let enters = number(&trials[1], "flash");
    let (score, cost) = (number(&trials[0], "mean_test_score"), number(&trials[0], "flash"));
    for (studies, figure, whose) in [
        ("far", "score-against-cost", "The line"),
        ("near far", "comparison", "The line of iris (far)"),
    ] {
        let (_, shown) = page(&place, studies);
        let all = selected(
            &shown,
            &format!("#{figure} svg.chart .front, #{figure} svg.chart .front-of"),
        );
        let line = all.last().unwrap().value().attr("points").unwrap();
        let corners: Vec<(&str, &str)> = line.split(' ').map(|at| at.split_once(',').unwrap()).collect();
        let bottom = selected(&shown, &format!("#{figure} .grid .xs line"))[0];
        assert_eq!(corners[0].1, bottom.value().attr("y2").unwrap(), "{line}");
        assert_eq!(corners[0].0, corners[1].0, "{line}");
        let told = text_of(&shown, &format!("#{figure} svg.chart > desc"));
        let says = format!(
            "{whose} comes from below the picture at {enters}: its cheapest, trial 0, has {score:.4} at {cost}."
        );
        assert!(told.contains(&says), "{says}: {told}");
        assert_eq!(told.matches("from below").count(), 1, "{told}");
    }
    let (_, shown) = page(&place, "near");
    assert!(!text(shown.root_element()).contains("from below"));
}

/// What the page tells of names that it does not know.
fn features(place: &Place, study: &str) -> String {
    let (_, shown) = page(place, study);
    fact(&shown, "Features")
}

#[test]
fn names_that_are_missing_have_a_way_out() {
    let place = place();
    let search = "search @iris.csv --space lists.toml --cv 2 --quiet";
    place.ok(&format!("{search} --out s"));
    assert!(features(&place, "s").starts_with("4: "));
    let rule = features(&place, "s --select within=0.9");
    assert!(
        rule.contains("a report without --select and --select-by has them"),
        "{rule}"
    );
    std::fs::create_dir(place.path("cut")).unwrap();
    let journal = place.read("s/journal.log");
    let lines: Vec<&str> = journal.lines().collect();
    place.write("cut/journal.log", lines[..lines.len() - 1].join("\n") + "\n");
    let cut = features(&place, "cut");
    assert!(
        cut.contains("none yet: the same search command goes on to its end"),
        "{cut}"
    );
    place.ok(&format!("{search} --out big --shard 1/2"));
    let shard = features(&place, "big/shard-1-of-2");
    assert!(shard.contains("a shard has none: `mcutune merge`"), "{shard}");
    let (_, shown) = page(&place, "big/shard-1-of-2");
    let (line, _) = place.ok("show big/shard-1-of-2");
    let line = line.lines().next().unwrap();
    assert!(line.ends_with("trial 0 here is trial 1 there, 1 is 3"), "{line}");
    assert!(section(&shown, "verdict").contains(line), "{line}");
}
