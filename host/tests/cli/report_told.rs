//! `report`: that the page says what is so, of hold-outs, of halving, of searches that ended early and of very many trials.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use scraper::Html;
use serde_json::{Value, json};

use crate::place::{Place, data, printed};
use crate::report::{figures, page, place, section, selected, text, text_of};
use crate::without_times::without_times;

/// The corners of lines in a figure.
fn lines(page: &Html, selector: &str) -> Vec<Vec<(f64, f64)>> {
    let corner = |corner: &str| {
        let (x, y) = corner.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    let of = |points: &str| points.split(' ').map(corner).collect();
    let found = selected(page, selector).into_iter();
    found
        .map(|line| of(line.value().attr("points").unwrap()))
        .collect()
}

/// The cells of a picture's CSV, without its header.
fn rows(place: &Place, file: &str) -> Vec<Vec<String>> {
    let text = place.read(file);
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().skip(1).map(cells).collect()
}

/// A study as a kill leaves it: the header and some trials.
fn cut(place: &Place, study: &str, trials: usize, to: &str) {
    let journal = place.read(&format!("{study}/journal.log"));
    let is_trial = |line: &&str| line.contains("\"op_code\":4");
    let header = journal.lines().take_while(|line| !is_trial(line)).count();
    let kept = journal.lines().take(header + trials);
    fs::create_dir_all(place.path(to)).unwrap();
    place.write(
        &format!("{to}/journal.log"),
        kept.map(|line| format!("{line}\n")).collect::<String>(),
    );
}

#[test]
fn rows_held_out_have_their_score_and_answers() {
    let place = place();
    let search = "search @iris.csv --space lists.toml --cv 3 --holdout 0.2 --quantize int8 --quiet --out";
    let best = place.json(&format!("{search} s --json"))["best"].clone();
    let score = |name: &str| best["holdout"][name].as_f64().unwrap();
    let lead = |page: &Html| text_of(page, ".lead");
    let (source, shown) = page(&place, "s");
    assert!(
        lead(&shown).ends_with(&format!(", and {:.4} on 30 rows held out.", score("score"))),
        "{}",
        lead(&shown)
    );
    let says = format!(
        "accuracy {:.4}; accuracy, int8 {:.4} on 30 rows held out, which the search has not seen",
        score("score"),
        score("score_int8")
    );
    assert!(section(&shown, "verdict").contains(&says), "{says}");
    // by int8 it is the score in int8 that counts
    let (_, by_int8) = page(&place, "s --select-by int8");
    assert!(
        lead(&by_int8).ends_with(&format!(", and {:.4} on 30 rows held out.", score("score_int8"))),
        "{}",
        lead(&by_int8)
    );
    place.ok("search @iris.csv --space lists.toml --cv 3 --out t --quiet");
    let (_, two) = page(&place, "s t");
    let row: Vec<String> = selected(&two, "#comparison-title ~ .scroll tbody tr:first-child td")
        .into_iter()
        .map(text)
        .collect();
    assert!(row.contains(&format!("{:.4}", score("score"))), "{row:?}");
    assert!(section(&two, "comparison").contains("rows held out"));
    let (_, with) = page(&place, "s --data @iris.csv --pictures p");
    assert!(section(&with, "verdict").contains(&says));
    for (dtype, score) in [("f32", score("score")), ("int8", score("score_int8"))] {
        let count = |row: &Vec<String>| row[2].parse::<u64>().unwrap();
        let answers = rows(&place, &format!("p/confusion-held-out-{dtype}.csv"));
        let all: u64 = answers.iter().map(count).sum();
        let right: u64 = answers.iter().filter(|row| row[0] == row[1]).map(count).sum();
        assert_eq!(all, 30);
        assert!(
            (right as f64 / 30.0 - score).abs() < 1e-12,
            "{dtype}: {right} {score}"
        );
        let folds = rows(&place, &format!("p/confusion-{dtype}.csv"));
        assert_eq!(folds.iter().map(count).sum::<u64>(), 120);
        for (of, says) in [
            ("held-out-", "no choice has seen these rows"),
            ("", "by these rows the winner was chosen"),
        ] {
            let caption = text_of(&with, &format!("#confusion-{of}{dtype} figcaption"));
            assert!(caption.contains(says), "{caption}");
        }
    }
    let titles: Vec<String> = selected(&with, "section[aria-labelledby=answers-title] h3")
        .into_iter()
        .map(text)
        .collect();
    assert_eq!(
        titles[1], "Answers of the winner by class, rows held out, f32",
        "{titles:?}"
    );
    assert_eq!(titles.len(), 5);
    // the number of rows is known by best.json, if that is of this winner, and the score by the model
    place.write(
        "s/best.json",
        place
            .read("s/best.json")
            .replace("\"rows\": 30", "\"rows\": 31")
            .replace("\"trial\": ", "\"trial\": 1"),
    );
    assert!(lead(&page(&place, "s").1).ends_with(" on rows held out."));
    fs::remove_file(place.path("s/model.json")).unwrap();
    let (_, without) = page(&place, "s");
    assert!(!lead(&without).contains("held out"));
    let verdict = section(&without, "verdict");
    assert!(
        verdict.contains("20.0 % of the rows; the model that is scored on them is not in the directory"),
        "{verdict}"
    );
    let (_, again) = page(&place, "s --data @iris.csv");
    assert_eq!(lead(&again), lead(&Html::parse_document(&source)));
}

#[test]
fn values_of_rows_held_out_are_off_by_their_score() {
    let place = place();
    let search =
        "search @diabetes.csv --space lists.toml --cv 2 --holdout 0.3 --scoring neg_mean_absolute_error";
    let best = place.json(&format!("{search} --out s --quiet --json"))["best"].clone();
    let (_, shown) = page(&place, "s --data @diabetes.csv --pictures p");
    assert!(figures(&shown).contains(&"residuals-held-out-int8".to_owned()));
    let off = |row: &Vec<String>| row[2].parse::<f64>().unwrap().abs();
    let found = rows(&place, "p/residuals-held-out-f32.csv");
    // positive where the answer is too small, in the table as under the pointer
    let is_residual = |[value, answer, residual]: [f64; 3]| {
        (value - answer - residual).abs() <= 1e-5 * (value.abs() + answer.abs())
    };
    for row in &found {
        let numbers = [0, 1, 2].map(|at| row[at].parse::<f64>().unwrap());
        assert!(is_residual(numbers), "{row:?}");
    }
    for told in selected(&shown, "#residuals-held-out-f32 .mark title") {
        let told = text(told);
        let numbers: Vec<f64> = told
            .split([' ', ','])
            .filter_map(|word| word.parse().ok())
            .collect();
        assert!(is_residual(numbers.try_into().unwrap()), "{told}");
    }
    assert_eq!(found.len() as u64, best["holdout"]["rows"].as_u64().unwrap());
    let mean = found.iter().map(off).sum::<f64>() / found.len() as f64;
    let score = best["holdout"]["score"].as_f64().unwrap();
    assert!((mean + score).abs() < 1e-5 * mean, "{mean} {score}");
}

/// A trial far below the others is drawn at no score that it does not have.
#[test]
fn what_is_below_an_axis_is_said_to_be() {
    let place = place();
    let rates = "[1e-5, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1]";
    place.write(
        "low.toml",
        format!("hidden_layer_sizes = [[16]]\nlearning_rate_init = {rates}\nmax_iter = 40\n"),
    );
    place.ok("search @iris.csv --space low.toml --cv 3 --out low.study --quiet");
    let (_, shown) = page(&place, "low.study");
    for (figure, says) in [
        ("score-against-cost", "below the axis (1)"),
        ("history", "below the axis (1)"),
        ("parallel-coordinates", "ends below the axis (1)"),
    ] {
        let texts = text_of(&shown, &format!("#{figure}"));
        assert!(texts.contains(says), "{figure}: {texts}");
    }
    let triangles = selected(&shown, "#history svg.chart path.mark");
    assert_eq!(triangles.len(), 1);
    assert!(text(triangles[0]).contains("trial 0"), "{}", text(triangles[0]));
    let circles = selected(&shown, "#history svg.chart circle.mark");
    assert_eq!(circles.len(), 7);
}

#[test]
fn trials_of_a_halving_search_are_compared_within_an_iteration() {
    let place = place();
    place.write("halving.toml", "hidden_layer_sizes = { low = 2, high = 17 }\nlearning_rate_init = { low = 1e-3, high = 1e-1, log = true }\n                                 activation = ['relu', 'tanh']\nmax_iter = 27\n");
    place.ok("search @iris.csv --space halving.toml --strategy halving --trials 27 --cv 2 --out s --quiet");
    let trials = place.json("show s --json")["trials"].as_array().unwrap().clone();
    let iteration = |number: usize| trials[number]["iter"].as_u64().unwrap() as usize;
    let number = |cell: &String| cell.parse::<usize>().unwrap();
    let iterations: Vec<usize> = (0..4)
        .map(|at| (0..trials.len()).filter(|&one| iteration(one) == at).count())
        .collect();
    assert_eq!(iterations, [27, 9, 3, 1]);
    let (_, shown) = page(&place, "s --data @iris.csv --pictures p");
    // the line of the best begins anew where an iteration does
    let stairs = lines(&shown, "#history svg.chart .front");
    assert_eq!(stairs.len(), 4);
    let borders: Vec<f64> = selected(&shown, "#history svg.chart .border")
        .iter()
        .map(|line| line.value().attr("x1").unwrap().parse().unwrap())
        .collect();
    assert_eq!(borders.len(), 3);
    for (at, stairs) in stairs.iter().enumerate() {
        let within =
            |x: f64| (at == 0 || borders[at - 1] < x) && borders.get(at).is_none_or(|next| x < *next);
        assert!(
            stairs.iter().all(|(x, _)| within(*x)),
            "{at}: {stairs:?} {borders:?}"
        );
    }
    let mut best = [f64::NEG_INFINITY; 4];
    for row in rows(&place, "p/history.csv") {
        let of = iteration(number(&row[0]));
        assert_eq!(number(&row[4]), of);
        assert_eq!(row[3].is_empty(), best[of] == f64::NEG_INFINITY, "{row:?}");
        let numbers: Vec<f64> = row[1..4].iter().filter_map(|cell| cell.parse().ok()).collect();
        let before = best[of];
        best[of] = before.max(numbers[0]);
        assert_eq!(numbers[1], best[of], "{row:?}");
        assert!(
            numbers.get(2).is_none_or(|gain| *gain == best[of] - before),
            "{row:?}"
        );
    }
    assert_eq!(rows(&place, "p/history.csv").len(), trials.len());
    for (at, best) in best.iter().enumerate() {
        let of = (0..trials.len()).filter(|&one| iteration(one) == at);
        let most = of
            .map(|one| trials[one]["mean_test_score"].as_f64().unwrap())
            .fold(0.0, f64::max);
        assert!((most - best).abs() < 1e-12, "{at}: {most} {best}");
    }
    assert!(section(&shown, "history").contains("of 27 candidates with 1 epoch the best has"));
    // parameters are those of the first iteration, where every candidate is once; the epochs are none of them
    let lines = rows(&place, "p/parallel-coordinates.csv");
    assert_eq!(lines.len(), 27);
    assert!(lines.iter().all(|row| iteration(number(&row[0])) == 0));
    let hyperparameters = section(&shown, "parallel");
    assert!(
        hyperparameters
            .contains("the first iteration, which has every candidate once and gives each 1 epoch")
    );
    assert!(
        !selected(&shown, "#parallel-coordinates svg.chart text")
            .into_iter()
            .any(|name| text(name).contains("iter"))
    );
    assert!(
        section(&shown, "importance").contains("of 27 trials of the first iteration, with 1 epoch each,")
    );
    assert!(!place.read("p/importance.csv").contains("max_iter"));
    // the winner's line is its candidate's
    let won = text_of(&shown, "#parallel-coordinates .line.won title");
    let winner = place.json("show s --best --json");
    let first: usize = won.split([' ', ':']).nth(1).unwrap().parse().unwrap();
    assert_eq!(iteration(first), 0);
    for name in ["hidden_layer_sizes", "learning_rate_init", "activation"] {
        assert_eq!(trials[first]["params"][name], winner["params"][name], "{name}");
    }
    // beside the winner, and among the curves, are those of its own iteration alone
    for row in rows(&place, "p/folds.csv") {
        assert_eq!(iteration(number(&row[0])), 3);
    }
    assert_eq!(selected(&shown, "#learning-curves .curve.mark").len(), 1);
    assert_eq!(selected(&shown, "#score-against-cost .mark.earlier").len(), 39);
    // of a search over rows they say rows
    place.ok("search @iris.csv --space halving.toml --strategy halving --resource n_samples --min-resources 40 --trials 6 --cv 2 --out r --quiet");
    let (_, of_rows) = page(&place, "r");
    assert!(section(&of_rows, "parallel").contains("gives each 40 rows"));
}

#[test]
fn what_ended_early_is_not_told_to_be_found_the_same() {
    let place = place();
    let provenance = |study: &str| section(&page(&place, study).1, "provenance");
    let verdict = |study: &str| section(&page(&place, study).1, "verdict");
    let early = "search @iris.csv --cv 2 --jobs 1 --quiet --target-score 0.1 --space";
    let whole = "This command finds the same";
    let part = "The search was ended before it had all of its trials";
    place.ok(&format!("{early} lists.toml --out grid"));
    let said = provenance("grid");
    assert!(
        said.contains(part) && !said.contains(whole) && !said.contains("another study has just"),
        "{said}"
    );
    assert!(verdict("grid").contains("It has 1 of 4 trials: the search was ended before"));
    // which is so
    place.ok("search @iris.csv --cv 2 --space lists.toml --out grid --quiet");
    assert!(provenance("grid").contains(whole));
    // fewer than were asked for, and yet all: lists have no more
    place.ok("search @iris.csv --cv 2 --space lists.toml --strategy random --trials 50 --out few --quiet");
    assert!(provenance("few").contains(whole) && !verdict("few").contains("ended before"));
    cut(&place, "few", 3, "fewer");
    assert!(provenance("fewer").contains(part) && !provenance("fewer").contains("another study has just"));
    // gp does not say whether there were more that keep to the limits
    place.ok(
        "search @iris.csv --cv shuffled:2 --space lists.toml --strategy gp --trials 50 --mcu cortex-m4f --limit flash=1M --out gp --quiet",
    );
    assert!(provenance("gp").contains(whole));
    place.ok("search @iris.csv --cv shuffled:2 --space lists.toml --strategy gp --trials 50 --mcu cortex-m4f --limit flash=2K --out gp2 --quiet");
    assert!(
        provenance("gp2").contains("does not say whether its search came to its end"),
        "{}",
        provenance("gp2")
    );
    // halving, whole and cut in its last iteration and behind its first
    place.ok("search @iris.csv --cv 2 --space lists.toml --strategy halving --out halving --quiet");
    assert!(provenance("halving").contains(whole));
    let trials = place.json("show halving --json")["trials"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(trials, 6);
    for kept in 1..trials {
        cut(&place, "halving", kept, "cut");
        assert!(provenance("cut").contains(part), "{kept}");
        assert!(
            verdict("cut")
                .contains("It has not all of its iterations, or not all candidates of the last one")
        );
    }
    let rows = "search @iris.csv --cv 2 --space lists.toml --strategy halving --resource n_samples --min-resources 40 --out rows --quiet";
    place.ok(rows);
    assert!(provenance("rows").contains(whole), "{}", provenance("rows"));
    cut(&place, "rows", 4, "cut");
    assert!(provenance("cut").contains("does not say whether its search came to its end"));
    assert!(!verdict("rows").contains("ended before"));
    for kept in 1..4 {
        cut(&place, "rows", kept, "cut");
        assert!(provenance("cut").contains(part), "{kept}");
    }
    // of ranges as many candidates as the epochs are enough for, which the settings do not say
    place.write(
        "free.toml",
        "alpha = { low = 0.0, high = 1.0 }\nhidden_layer_sizes = 3\nmax_iter = 9\n",
    );
    place.ok("search @iris.csv --cv 2 --space free.toml --strategy halving --out free --quiet");
    let trials = place.json("show free --json")["trials"].as_array().unwrap().len();
    assert_eq!(trials, 9 + 3 + 1);
    for kept in 1..=trials {
        cut(&place, "free", kept, "cut");
        let expected = match kept {
            1..=9 => "does not say whether its search came to its end",
            13 => whole,
            _ => part,
        };
        assert!(provenance("cut").contains(expected), "{kept}");
    }
}

#[test]
fn what_exceeds_the_limits_is_not_missing_from_a_halving_search() {
    let place = place();
    let provenance = |study: &str| section(&page(&place, study).1, "provenance");
    place.write("wide.toml", "hidden_layer_sizes = [[2], [3], [4], [16], [17], [18], [19], [20], [21]]\nlearning_rate_init = 0.01\nmax_iter = 12\n");
    place.ok("search @iris.csv --cv 2 --space wide.toml --strategy halving --factor 2 --mcu cortex-m4f --limit ram=50 --out s --quiet");
    let trials = place.json("show s --json")["trials"].as_array().unwrap().clone();
    let of = |iteration: u64| trials.iter().filter(|trial| trial["iter"] == iteration).count();
    let planned = [9, 5, 3, 2];
    let found: Vec<usize> = (0..4).map(of).collect();
    assert!(found[0] == 9 && found != planned, "nothing is shown by {found:?}");
    assert!(
        provenance("s").contains("This command finds the same"),
        "{found:?}"
    );
    for kept in 1..trials.len() {
        cut(&place, "s", kept, "cut");
        let said = provenance("cut");
        assert!(
            said.contains("ended before it had all of its trials"),
            "{kept} of {found:?}: {said}"
        );
    }
}

#[test]
fn a_shard_in_rounds_has_all_where_it_has_its_part_of_the_round() {
    let place = place();
    let search =
        "search @iris.csv --space ranges.toml --strategy gp --race none --trials 22 --cv 2 --out big --quiet";
    let part = "The search was ended before";
    for round in 0..2 {
        for shard in 0..2 {
            place.ok(&format!("{search} --shard {shard}/2"));
        }
        let study = "big/shard-0-of-2";
        let (_, shown) = page(&place, study);
        let (said, verdict) = (section(&shown, "provenance"), section(&shown, "verdict"));
        assert!(
            !said.contains(part) && !verdict.contains("ended before"),
            "{said} {verdict}"
        );
        let expected = match round {
            0 => "This command finds the same",
            _ => "has the merged journal of the rounds before this one",
        };
        assert!(said.contains(expected), "{said}");
        let command = text_of(&shown, "code.command");
        let goes_on = command.ends_with(" --out STUDY --shard 0/2");
        assert_eq!(goes_on, round > 0, "{command}");
        let line = place.ok(&format!("show {study}")).0;
        assert!(verdict.contains(line.lines().next().unwrap()), "{verdict}");
        let own = place.json(&format!("show {study} --json"))["trials"]
            .as_array()
            .unwrap()
            .len();
        cut(&place, study, own - 1, "cut");
        let (_, shown) = page(&place, "cut");
        assert!(section(&shown, "provenance").contains(part));
        place.ok("merge big");
    }
}

#[test]
fn a_search_and_its_report_agree_on_whether_fewer_trials_find_the_same() {
    let place = place();
    place.write("many.toml", "hidden_layer_sizes = [[4], [6], [8]]\nlearning_rate_init = [0.01, 0.1]\nalpha = [0.1, 0.01, 0.001]\nmax_iter = 5\n");
    for (flags, same) in [
        ("--space ranges.toml --strategy random", true),
        ("--space many.toml --strategy random", false),
        ("--space ranges.toml --strategy gp --race none", true),
        ("--space ranges.toml --strategy gp", true),
        ("--space many.toml --strategy gp --race none", true),
        // its batches may be smaller than asked for, as few are left
        ("--space many.toml --strategy gp", false),
    ] {
        let search =
            format!("search @iris.csv --cv 3 --jobs 1 --trials 16 {flags} --target-score 0.1 --out s");
        let (_, told) = place.ok(&search);
        assert!(told.contains("--target-score 0.1 is reached"), "{told}");
        assert_eq!(
            told.contains("alone another study has the same"),
            same,
            "{flags}: {told}"
        );
        let said = section(&page(&place, "s").1, "provenance");
        assert_eq!(
            said.contains("another study has just these"),
            same,
            "{flags}: {said}"
        );
        fs::remove_dir_all(place.path("s")).unwrap();
    }
}

#[test]
fn the_command_of_what_ended_early_goes_on_to_the_end() {
    let place = place();
    place.write("iris.csv", fs::read(data("iris.csv")).unwrap());
    let search = "search iris.csv --space ranges.toml --strategy gp --trials 24 --cv 3 --quiet";
    place.ok(&format!("{search} --target-score 0.5 --out s"));
    place.ok(&format!("{search} --out whole"));
    let (_, shown) = page(&place, "s");
    let command = text_of(&shown, "code.command");
    place.write("space.toml", text_of(&shown, "code.space"));
    let words = shlex::split(&command).unwrap().join(" ");
    let words = words.trim_start_matches("mcutune ");
    assert!(
        section(&shown, "provenance").contains("goes on to its end where it is given the study as --out")
    );
    for study in ["s", "anew"] {
        place.ok(&format!("{words} --out {study} --quiet"));
        assert_eq!(
            without_times(&place, study),
            without_times(&place, "whole"),
            "{command}"
        );
    }
}

#[test]
fn trials_cut_within_a_race_are_not_told_to_be_those_of_fewer() {
    let place = place();
    let search = "search @iris.csv --space ranges.toml --strategy gp --cv 3 --confirm 0 --quiet";
    place.ok(&format!("{search} --trials 30 --out s"));
    let just =
        |study: &str| section(&page(&place, study).1, "provenance").contains("another study has just these");
    let trials = |study: &str| place.json(&format!("show {study} --json"))["trials"].clone();
    let timeless = |mut trials: Value| {
        for trial in trials.as_array_mut().unwrap() {
            trial
                .as_object_mut()
                .unwrap()
                .retain(|name, _| !name.contains("time") && !name.contains("rank"));
        }
        trials
    };
    let mut differ = 0;
    for kept in 7..30 {
        cut(&place, "s", kept, "cut");
        place.ok(&format!("{search} --trials {kept} --out fewer-{kept}"));
        let same = timeless(trials("cut")) == timeless(trials(&format!("fewer-{kept}")));
        differ += usize::from(!same);
        assert!(same || !just("cut"), "{kept} trials");
        assert_eq!(just("cut"), kept % 8 == 6, "{kept} trials");
    }
    assert!(differ > 0, "nothing is shown by it");
    // without a race it is so of any number
    place.ok(&format!("{search} --race none --trials 12 --out whole"));
    cut(&place, "whole", 9, "cut");
    assert!(just("cut"));
    place.ok(&format!("{search} --race none --trials 9 --out nine"));
    assert_eq!(timeless(trials("cut")), timeless(trials("nine")));
}

#[test]
fn data_that_came_from_stdin_or_of_many_files_are_told_to_be() {
    let place = place();
    let iris = fs::read(data("iris.csv")).unwrap();
    let mut command = place.command("search - --space lists.toml --cv 2 --quiet --out s");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&iris).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{:?}", printed(&output));
    let (_, shown) = page(&place, "s");
    let command = text_of(&shown, "code.command");
    assert!(
        command.starts_with("mcutune search - --space space.toml "),
        "{command}"
    );
    assert!(section(&shown, "provenance").contains("The data came from stdin, which is -"));
    let table = String::from_utf8(iris).unwrap();
    let (header, body) = table.split_once('\n').unwrap();
    let body: Vec<&str> = body.lines().collect();
    let names: Vec<String> = (0..5).map(|at| format!("part{at}.csv")).collect();
    for (at, name) in names.iter().enumerate() {
        let rows: Vec<&str> = body.iter().skip(at).step_by(5).copied().collect();
        place.write(name, format!("{header}\n{}\n", rows.join("\n")));
    }
    place.ok(&format!(
        "search {} --target species --space lists.toml --cv 2 --quiet --out many",
        names.join(" ")
    ));
    let (_, many) = page(&place, "many");
    let command = text_of(&many, "code.command");
    assert!(
        command.starts_with("mcutune search DATA --space space.toml "),
        "{command}"
    );
    assert!(
        section(&many, "provenance").contains("The data are 5 files, of which the study does not name all")
    );
}

#[test]
fn the_best_at_a_cost_or_less_holds_up_to_the_right_edge() {
    let place = place();
    place.ok("search @iris.csv --space ranges.toml --strategy random --trials 20 --cv 2 --out s --quiet");
    place.ok("search @iris.csv --space lists.toml --cv 2 --out t --quiet");
    for (studies, figure, count) in [("s", "score-against-cost", 1), ("s t", "comparison", 2)] {
        let (_, shown) = page(&place, studies);
        let right = |line: &str| {
            let found = selected(&shown, &format!("#{figure} .grid .ys line"))[0];
            found.value().attr(line).unwrap().parse::<f64>().unwrap()
        };
        let all = lines(
            &shown,
            &format!("#{figure} svg.chart .front, #{figure} svg.chart .front-of"),
        );
        assert_eq!(all.len(), count);
        for line in all {
            let (last, before) = (line[line.len() - 1], line[line.len() - 2]);
            assert_eq!(last, (right("x2"), before.1), "{line:?}");
        }
    }
}

#[test]
fn nothing_but_a_report_is_replaced_by_one() {
    let place = place();
    place.ok("search @iris.csv --space lists.toml --cv 2 --out s --quiet");
    let mine = fs::read_to_string(data("iris.csv")).unwrap();
    let html = "<!DOCTYPE html><title>mcutune 0.1.0</title>".to_owned();
    for (name, text) in [("mine.csv", &mine), ("mine.html", &html)] {
        place.write(name, text);
        let refused = place.refused(&format!("report s -o {name}"));
        let says = format!(
            "--output {name}: that file is no report of mcutune's, and would be overwritten; name another"
        );
        assert!(refused.contains(&says), "{refused}");
        assert_eq!(&place.read(name), text);
    }
    // its own, and one with nothing in it
    place.write("empty.html", "");
    place.ok("report s -o empty.html");
    place.ok("report s -o empty.html --pictures p");
    place.ok("report s -o empty.html --pictures p");
    fs::create_dir(place.path("q")).unwrap();
    for name in ["folds.csv", "history.png", "history.svg"] {
        place.write("q/folds.csv", "");
        place.write(&format!("q/{name}"), &mine);
        let refused = place.refused("report s -o page.html --pictures q");
        let says =
            format!("--pictures q/{name}: that file is no picture of a report, and would be overwritten");
        assert!(refused.contains(&says), "{refused}");
        assert_eq!(place.read(&format!("q/{name}")), mine);
        assert!(!place.path("page.html").exists());
        fs::remove_file(place.path(&format!("q/{name}"))).unwrap();
    }
    let refused = place.refused("report s -o page.html --data -");
    assert!(
        refused.contains("--data -: save it to a file and give that"),
        "{refused}"
    );
}

#[test]
fn shards_that_are_not_merged_are_told_as_show_tells_them() {
    let place = place();
    let shard =
        "search @iris.csv --space ranges.toml --strategy random --trials 14 --cv 2 --out big --quiet --shard";
    place.ok(&format!("{shard} 0/7"));
    place.ok(&format!("{shard} 1/7"));
    let refused = place.refused("report big -o page.html");
    let says = "big holds shards that are not merged, 4 of 14 candidates done; not done: 2/7 (not begun), 3/7 (not begun), \
                4/7 (not begun), 5/7 (not begun), 6/7 (not begun); `mcutune show big` says how to go on";
    assert!(refused.contains(says), "{refused}");
    let (shown, _) = place.ok("show big");
    assert!(
        shown.contains("4 of 14 candidates done") && shown.contains("next: mcutune search"),
        "{shown}"
    );
    for index in 2..7 {
        place.ok(&format!("{shard} {index}/7"));
    }
    let refused = place.refused("report big -o page.html");
    assert!(refused.contains("`mcutune merge big`"), "{refused}");
    place.ok("merge big");
    page(&place, "big");
}

/// A journal of an earlier build, whose lines have no checksums.
fn journal(trials: usize) -> String {
    let space = json!([{"alpha": "1e-06 to 0.1, log", "hidden_layer_sizes": "4 to 65"}]);
    let settings = json!({"version": "0.1.0", "data": "made.csv", "data_sha256": "0", "target": "y", "task": "classify",
        "space": space, "cv": 2, "scoring": "accuracy", "strategy": "random", "trials": trials, "seed": 0,
        "rng": "xoshiro", "mcu": "cortex-m4f", "limit": null, "holdout": 0.0, "scale": "standard"});
    let line = |value: Value| format!("{value}\n");
    let mut text =
        line(json!({"op_code": 0, "worker_id": "mcutune", "study_name": "made", "directions": [2]}));
    text += &line(json!({"op_code": 3, "worker_id": "mcutune", "study_id": 0,
        "system_attr": {"study:metric_names": ["accuracy"]}}));
    text += &line(
        json!({"op_code": 2, "worker_id": "mcutune", "study_id": 0, "user_attr": {"mcutune": settings}}),
    );
    let float = json!({"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-6, "high": 0.1, "log": true}});
    let int =
        json!({"name": "IntDistribution", "attributes": {"step": 1, "low": 4, "high": 64, "log": false}});
    let (float, int) = (float.to_string(), int.to_string());
    for i in 0..trials {
        let share = (i * 7919 % trials) as f64 / trials as f64;
        let (a, b) = (0.5 + 0.4 * share, 0.5 + 0.45 * share);
        text += &line(json!({"op_code": 4, "worker_id": "mcutune", "study_id": 0,
            "datetime_start": "2026-01-01T00:00:00.000000+00:00", "datetime_complete": "2026-01-01T00:00:09.500000+00:00",
            "state": 1, "values": [(a + b) / 2.0],
            "distributions": {"alpha": float, "hidden_layer_sizes": int, "learning_rate_init": float, "validation_fraction": float,
                "momentum": float, "beta_1": float, "beta_2": float, "epsilon": float, "tol": float},
            "params": {"alpha": 1e-6 + 0.09 * share, "hidden_layer_sizes": 4 + i % 60, "learning_rate_init": 1e-6 + 0.09 * share,
                "validation_fraction": 1e-6 + 0.08 * share, "momentum": 1e-6 + 0.07 * share, "beta_1": 1e-6 + 0.06 * share,
                "beta_2": 1e-6 + 0.05 * share, "epsilon": 1e-6 + 0.04 * share, "tol": 1e-6 + 0.03 * share},
            "intermediate_values": {"0": a, "1": b},
            "user_attrs": {"parameters": 50 + i % 60, "flash": 5000 + i % 6000, "ram": 100, "stack": 200, "instructions": 3000 + i % 5000,
                "std_test_score": 0.0, "n_iter": [5, 5], "end": ["max_iter", "max_iter"], "fit_time": [0.001, 0.001],
                "score_time": [0.0001, 0.0001]},
            "system_attrs": {}}));
    }
    text
}

#[test]
fn a_page_of_three_studies_of_many_long_trials_stays_small() {
    let place = place();
    for name in ["a", "b", "c"] {
        fs::create_dir(place.path(name)).unwrap();
        place.write(&format!("{name}/journal.log"), journal(20_000));
    }
    let (source, shown) = page(&place, "a b c");
    assert!(source.len() < 1_300_000, "{} bytes", source.len());
    // what is said to be drawn is
    for (figure, studies) in [("comparison", 3), ("study-1-score-against-cost", 1)] {
        let marks = selected(&shown, &format!("#{figure} svg.chart .mark"));
        let said = text_of(&shown, &format!("#{figure} > .note"));
        let says = format!(
            "{} of {} trials with a score are drawn",
            marks.len(),
            studies * 20_000
        );
        assert!(said.contains(&says), "{says}: {said}");
    }
    // no mark is on another but for the front and the winner
    let marks = selected(&shown, "#study-1-score-against-cost svg.chart .mark");
    let square = |name: &str, mark: &scraper::ElementRef<'_>| {
        let at = mark.value().attr(name).unwrap_or("0");
        (at.parse::<f64>().unwrap() / 3.0) as i64
    };
    let squares: BTreeSet<(i64, i64)> = marks
        .iter()
        .map(|mark| (square("cx", mark), square("cy", mark)))
        .collect();
    assert!(
        squares.len() * 10 >= marks.len() * 9,
        "{} of {}",
        squares.len(),
        marks.len()
    );
    let all = place.json("show a --json");
    let best = all["best"]["trial"].as_u64().unwrap();
    let told = |number: u64| format!("trial {number}: ");
    let drawn: Vec<String> = selected(&shown, "#study-1-score-against-cost svg.chart .mark title")
        .into_iter()
        .map(text)
        .collect();
    assert!(
        drawn.iter().any(|one| one.starts_with(&told(best))),
        "the winner is not drawn"
    );
    let front = place.json("show a --pareto --json")["trials"]
        .as_array()
        .unwrap()
        .clone();
    assert!(front.len() > 1);
    for trial in front {
        let number = trial["trial"].as_u64().unwrap();
        assert!(
            drawn.iter().any(|one| one.starts_with(&told(number))),
            "trial {number} of the front is not drawn"
        );
    }
}

#[test]
fn a_page_of_very_many_trials_stays_small_and_says_what_it_leaves_out() {
    let place = place();
    fs::create_dir(place.path("made")).unwrap();
    place.write("made/journal.log", journal(100_000));
    let (source, page) = page(&place, "made");
    assert!(source.len() < 1_000_000, "{} bytes", source.len());
    for says in [
        "trials with a score are drawn: the front, the winner",
        "trials with a score are drawn: of the best tenth",
        "The first 100 of 100000 rows, from the best score down",
    ] {
        assert!(text(page.root_element()).contains(says), "{says}");
    }
    assert!(section(&page, "verdict").contains("from the first trial's begin to the last one's end 9.5 s"));
    assert!(section(&page, "importance").contains("By PED-ANOVA"));
    // twelve at once have twelve times the sections, and no more points
    fs::create_dir(place.path("some")).unwrap();
    place.write("some/journal.log", journal(2000));
    let (source, _) = self::page(&place, &"some ".repeat(12));
    assert!(source.len() < 1_500_000, "{} bytes", source.len());
}

/// What fresh folds are to confirm is no setting of a study, and changes its winner.
#[test]
fn a_study_that_was_killed_does_not_know_what_was_to_be_confirmed() {
    let place = Place::new();
    place.write(
        "space.toml",
        "hidden_layer_sizes = { low = 2, high = 9 }\nmax_iter = 5\n",
    );
    let search =
        "search @iris.csv --space space.toml --strategy random --trials 6 --cv shuffled:3 --quiet --out s";
    let says = "a study knows when that is done: give the command --confirm as the search had it";
    for (confirm, killed) in [(3, false), (0, false), (3, true)] {
        place.ok(&format!("{search} --confirm {confirm}"));
        if killed {
            let journal = place.read("s/journal.log");
            let trials: Vec<&str> = journal
                .lines()
                .filter(|line| !line.contains("\"confirm\":{") && !line.contains("\"winner\":{"))
                .collect();
            place.write("s/journal.log", trials.join("\n") + "\n");
            fs::remove_file(place.path("s/model.json")).unwrap();
        }
        place.ok("report s -o r.html");
        let page = place.read("r.html").replace("<code>", "").replace("</code>", "");
        assert_eq!(page.contains(says), killed, "{confirm} {killed}");
        let given = format!("<span>--confirm</span> <span>{confirm}</span>");
        assert_eq!(page.contains(&given), !killed, "{confirm} {killed}");
        fs::remove_dir_all(place.path("s")).unwrap();
    }
}
