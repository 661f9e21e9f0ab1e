//! Several scores at once, those on the rows that train, and what stands for the scores of fits that failed.

use std::collections::BTreeMap;

use crate::place::{Place, small};
use crate::without_times::without_times;

/// The columns of a table by name; commas within quotes are none.
fn columns(place: &Place, study: &str) -> BTreeMap<String, Vec<String>> {
    let table = place.read(&format!("{study}/cv_results.csv"));
    let fields = |line: &str| -> Vec<String> {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                letter => fields.last_mut().unwrap().push(letter),
            }
        }
        fields
    };
    let rows: Vec<Vec<String>> = table.lines().map(fields).collect();
    let cells = |at: usize| rows[1..].iter().map(|row| row[at].clone()).collect();
    rows[0]
        .iter()
        .enumerate()
        .map(|(at, name)| (name.clone(), cells(at)))
        .collect()
}

fn names_in_order(place: &Place, study: &str) -> Vec<String> {
    let table = place.read(&format!("{study}/cv_results.csv"));
    let header = table.lines().next().unwrap().split(',').map(str::to_owned);
    header
        .filter(|name| name.contains("_test_") || name.contains("_train_"))
        .collect()
}

#[test]
fn each_of_several_scores_is_that_of_a_search_by_it_alone() {
    let (place, search) = small();
    let several =
        "--scoring accuracy,f1_macro,neg_log_loss --refit neg_log_loss --train-score --quantize int8";
    place.ok(&format!("{} {several}", search("all")));
    let all = columns(&place, "all");
    for name in ["accuracy", "f1_macro", "neg_log_loss"] {
        place.ok(&format!(
            "{} --scoring {name} --train-score --quantize int8",
            search(name)
        ));
        let one = columns(&place, name);
        for part in ["test", "train"] {
            for what in ["split0", "split1", "split2", "mean", "std"] {
                let (there, here) = (format!("{what}_{part}_score"), format!("{what}_{part}_{name}"));
                assert_eq!(one[&there], all[&here], "{here}");
            }
        }
        for what in ["split0_test", "split2_test", "mean_test", "std_test", "rank_test"] {
            let (there, here) = (format!("{what}_score_int8"), format!("{what}_{name}_int8"));
            assert_eq!(one[&there], all[&here], "{here}");
        }
        assert_eq!(one["rank_test_score"], all[&format!("rank_test_{name}")]);
    }
    // the winner and its model are those of a search by the score that is maximised
    let model = |study: &str| place.json(&format!("show {study} --json"))["best"]["trial"].clone();
    assert_eq!(model("all"), model("neg_log_loss"));
    assert_eq!(
        place.read("all/model.json"),
        place.read("neg_log_loss/model.json")
    );
    // without a fit
    for name in ["accuracy", "f1_macro"] {
        let by = |study: &str| place.json(&format!("show {study} --scoring {name} --json"));
        let (all, one) = (by("all"), place.json(&format!("show {name} --json")));
        assert_eq!(
            (&all["scoring"], &all["best"]["trial"]),
            (&one["scoring"], &one["best"]["trial"])
        );
        for (there, here) in one["trials"]
            .as_array()
            .unwrap()
            .iter()
            .zip(all["trials"].as_array().unwrap())
        {
            for what in [
                "split_test_scores",
                "rank_test_score",
                "mean_test_score_int8",
                "end",
            ] {
                assert_eq!(there[what], here[what], "{name}: {what}");
            }
        }
    }
    let error = place.refused("show all --scoring recall_macro");
    assert!(error.contains("--keep-predictions"), "{error}");
    // in scikit-learn's order
    let of = |name: &str, part: &str| {
        let all = ["split0", "split1", "split2", "mean", "std"];
        all.map(|what| format!("{what}_{part}_{name}")).to_vec()
    };
    let expected: Vec<String> = ["accuracy", "f1_macro", "neg_log_loss"]
        .into_iter()
        .flat_map(|name| {
            [
                of(name, "test"),
                vec![format!("rank_test_{name}")],
                of(name, "train"),
            ]
            .concat()
        })
        .collect();
    assert_eq!(names_in_order(&place, "all")[..expected.len()], expected);
}

#[test]
fn several_scores_are_shown_and_go_on() {
    let (place, search) = small();
    let several = format!("{} --scoring f1_macro,accuracy --train-score", search("s"));
    let (out, err) = place.ok(&several);
    let warned = "warning: the first of the scores, f1_macro, chooses the winner, which is refitted; --refit f1_macro says \
                  so, or names another of --scoring";
    assert!(err.contains(warned), "{err}");
    assert!(
        out.contains("accuracy: 0.") && out.contains("f1_macro (rows that train): 0."),
        "{out}"
    );
    let json = place.json(&format!("{several} --json"));
    let warnings = json["warnings"].as_array().unwrap();
    assert!(
        warnings.iter().any(|one| warned.ends_with(one.as_str().unwrap())),
        "{warnings:?}"
    );
    assert_eq!(json["best"]["scoring"], "f1_macro");
    assert_eq!(
        json["best"]["scorings"],
        serde_json::json!(["f1_macro", "accuracy"])
    );
    assert_eq!(
        json["best"]["mean_test_f1_macro"],
        json["best"]["mean_test_score"]
    );
    assert_eq!(json["best"]["split_train_accuracy"].as_array().unwrap().len(), 3);
    let before = without_times(&place, "s");
    // the same, said: another of the same scores is another search
    let (_, err) = place.ok(&format!("{several} --refit f1_macro"));
    assert!(!err.contains("the first of the scores"), "{err}");
    assert_eq!(without_times(&place, "s"), before);
    let error = place.refused(&format!("{several} --refit accuracy"));
    assert!(
        error.contains("--scoring is f1_macro there, accuracy here"),
        "{error}"
    );
    // a study that lost trials fits them again
    let journal = place.read("s/journal.log");
    let kept: Vec<&str> = journal.lines().collect();
    place.write("s/journal.log", kept[..kept.len() - 2].join("\n") + "\n");
    place.ok(&several);
    assert_eq!(without_times(&place, "s"), before);
    let shown = place.json("show s --json");
    for (there, here) in json["trials"]
        .as_array()
        .unwrap()
        .iter()
        .zip(shown["trials"].as_array().unwrap())
    {
        assert_eq!(there["split_test_accuracy"], here["split_test_accuracy"]);
        assert_eq!(there["rank_test_accuracy"], here["rank_test_accuracy"]);
        assert_eq!(there["split_train_f1_macro"], here["split_train_f1_macro"]);
    }
    let (out, _) = place.ok("show s");
    assert!(out.contains("accuracy") && out.contains("train"), "{out}");
    let (out, _) = place.ok("show s --trial 1");
    assert!(
        out.contains("accuracy: ") && out.contains("accuracy (rows that train): "),
        "{out}"
    );
    let (page, _) = place.ok("report s -o s.html");
    assert!(page.contains("s.html"), "{page}");
    let page = place.read("s.html");
    for word in [
        "f1_macro,accuracy",
        "--refit</span> <span>f1_macro",
        "--train-score",
    ] {
        assert!(page.contains(word), "{word} of the command");
    }
}

#[test]
fn scores_of_one_class_stand_beside_others() {
    let place = Place::new();
    let rows: String = (0..60u32)
        .map(|row| {
            format!(
                "{},{},{}\n",
                row % 9,
                row * 5 % 7,
                ["no", "yes"][usize::from(row % 9 > 4)]
            )
        })
        .collect();
    place.write("words.csv", "a,b,y\n".to_owned() + &rows);
    place.write(
        "s.toml",
        "hidden_layer_sizes = [[3]]\nlearning_rate_init = 0.05\nmax_iter = 12\n",
    );
    let search =
        "search words.csv --space s.toml --cv 3 --quiet --scoring accuracy,f1,recall --refit accuracy";
    let error = place.refused(&format!("{search} --out none"));
    assert!(error.contains("--pos-label"), "{error}");
    place.ok(&format!("{search} --pos-label yes --out yes"));
    place.ok("search words.csv --space s.toml --cv 3 --quiet --scoring f1 --pos-label yes --out f1");
    assert_eq!(
        columns(&place, "yes")["split1_test_f1"],
        columns(&place, "f1")["split1_test_score"]
    );
    let error = place.refused("search words.csv --space s.toml --cv 3 --scoring accuracy,f1_macro --refit accuracy --pos-label yes --quiet");
    assert!(error.contains("accuracy takes no positive class"), "{error}");
}

#[test]
fn scores_that_contradict_are_refused() {
    let (place, search) = small();
    for (flags, why) in [
        (
            "--scoring accuracy,f1_macro --refit neg_log_loss",
            "--refit neg_log_loss is none of --scoring accuracy,f1_macro",
        ),
        (
            "--refit f1_macro",
            "--refit f1_macro is none of --scoring accuracy",
        ),
        (
            "--scoring accuracy --refit f1_macro",
            "--refit f1_macro is none of",
        ),
        (
            "--scoring accuracy,f1_macro --refit fast",
            "--refit fast is no score",
        ),
        (
            "--scoring accuracy,accuracy",
            "--scoring: accuracy is named twice",
        ),
        ("--scoring accuracy,", "--scoring  is no score"),
        ("--scoring accuracy,r2", "--scoring r2 does not suit this target"),
    ] {
        let error = place.refused(&format!("{} {flags}", search("s")));
        assert!(error.contains(why), "{flags}: {error}");
    }
}

const MIXED: &str =
    "solver = [\"sgd\"]\nactivation = [\"relu\"]\nlearning_rate_init = [1e-3, 1e38]\nmax_iter = 1\n";

#[test]
fn a_number_stands_for_the_scores_of_a_fit_that_failed() {
    let (place, _) = small();
    place.write("mixed.toml", MIXED);
    let search = "search @iris.csv --cv 3 --space mixed.toml --quiet";
    let more = "--scoring accuracy,f1_macro --refit accuracy --train-score --quantize int8";
    place.ok(&format!("{search} {more} --out nan"));
    assert_eq!(columns(&place, "nan")["mean_test_accuracy"][1], "");
    place.ok(&format!("{search} {more} --out number --error-score -0.25"));
    let table = columns(&place, "number");
    for name in [
        "split0_test_accuracy",
        "mean_test_f1_macro",
        "mean_train_f1_macro",
        "split2_test_accuracy_int8",
    ] {
        assert_eq!(table[name][1], "-0.25", "{name}");
        assert_ne!(table[name][0], "-0.25", "{name}");
    }
    assert_eq!(table["rank_test_accuracy"], ["1", "2"]);
    // what has not failed is as it was
    assert_eq!(
        table["split0_test_accuracy"][0],
        columns(&place, "nan")["split0_test_accuracy"][0]
    );
    let error = place.refused(&format!("{search} {more} --out number"));
    assert!(
        error.contains("--error-score is -0.25 there, not given here"),
        "{error}"
    );
    let (_, err) = place.ok(&format!("{search} {more} --out number --error-score -0.25"));
    assert!(
        err.contains(
            "3 fits failed; their scores are -0.25, as asked: a weight or a prediction is not finite"
        ),
        "{err}"
    );
    let (out, _) = place.ok("show number");
    assert!(out.contains("2 trials, 1 failed"), "{out}");

    let raise = format!("{search} --out raised --error-score raise");
    let error = place.refused(&raise);
    let why = "--error-score raise: trial 1 failed on fold 0: a weight or a prediction is not finite";
    assert!(error.contains(why), "{error}");
    assert!(place.refused(&raise).contains(why), "as the study has it");
    place.ok(&format!("{search} --out raised"));
    // a number is no score where all fits failed
    place.write("failed.toml", MIXED.replace("1e-3, ", ""));
    let failed = "search @iris.csv --cv 3 --space failed.toml --quiet --error-score 1 --out failed";
    assert!(
        place.refused(failed).contains("every candidate failed"),
        "{failed}"
    );
    let output = place.run("search @iris.csv --error-score inf");
    assert_eq!(output.status.code(), Some(2));
}

/// Rows of two classes that one column tells apart, with one value so far away in another that nothing that is not scaled
/// can be fitted to it. It is in fold 0; rows of fold -1 always train.
fn far(place: &Place, fold: impl Fn(u32) -> i32) {
    let row = |i: u32| {
        let (far, class) = (if i == 0 { "1e30" } else { "0" }, ["u", "v"][i as usize % 2]);
        format!("{},{far},{},{class}\n", i % 2 * 10 + i % 3, fold(i))
    };
    let rows: String = (0..60).map(row).collect();
    place.write("far.csv", format!("a,b,fold,class\n{rows}"));
}

const SCALED: &str = "solver = 'sgd'\nactivation = 'relu'\nlearning_rate_init = 0.1\nmax_iter = 40\n";

#[test]
fn an_exact_race_names_the_winner_of_all_fits_whatever_stands_for_failed_ones() {
    let place = Place::new();
    far(&place, |row| (row % 3) as i32);
    place.write("s.toml", format!("scaler = ['standard', 'none']\n{SCALED}"));
    let search = "search far.csv --cv column:fold --space s.toml --quiet";
    for (score, winner) in [("2", 1), ("1", 0), ("0.5", 0), ("-3", 0), ("nan", 0)] {
        for race in ["none", "exact"] {
            let out = format!("{race}{score}");
            let search = format!("{search} --error-score {score} --race {race} --out {out}");
            match winner {
                1 => drop(place.refused(&search)),
                _ => drop(place.ok(&search)),
            }
            let best = place.json(&format!("show {out} --json"))["best"]["trial"].clone();
            assert_eq!(best, winner, "{out}");
        }
    }
}

#[test]
fn a_winner_by_what_stands_for_its_scores_is_said_not_to_be_fitted() {
    let place = Place::new();
    place.write("mixed.toml", MIXED);
    let search =
        "search @iris.csv --cv 3 --space mixed.toml --quiet --scoring neg_log_loss --error-score 0 --out s";
    let error = place.refused(search);
    let refit = "the refit of trial 1 on all rows failed, as did 3 of its fits on folds, which have the score that failed fits are \
                 given: a weight or a prediction is not finite";
    assert!(error.contains(refit), "{error}");
    let next = "the study keeps its trials: `mcutune export DIR --trial 0 --data FILE --format c --output model.h` makes a \
                model of another; or search with --error-score nan";
    assert!(error.contains(next), "{error}");
    let (out, _) = place.ok("show s");
    let unwrapped = out.replace("\n  ", " ");
    assert!(
        unwrapped.contains("2 trials, 1 failed") && unwrapped.contains("best: trial 1"),
        "{out}"
    );
    assert!(
        unwrapped.contains("trial 1: 3 fits failed, and what --error-score gave stands for the scores")
            && unwrapped.contains("`mcutune export s --trial 0 --data FILE --format c --output model.h`"),
        "{out}"
    );
    let (out, _) = place.ok("show s --trial 1");
    assert!(
        out.contains("3 fits failed, and what --error-score gave"),
        "{out}"
    );
    let error = place.refused("export s --format c -o x.h");
    assert!(
        error.contains("the study has no model, for the refit of its best candidate, trial 1, failed")
            && error.contains("`mcutune export s --trial 0 --data FILE --format c --output model.h`"),
        "{error}"
    );
    let error = place.refused("export s --trial 1 --data @iris.csv --format c -o x.h");
    assert!(
        error.contains(refit) && error.contains("--trial 0 --data FILE"),
        "{error}"
    );
    let (_, given) = error.split_once("`mcutune ").unwrap();
    let (given, _) = given.split_once('`').unwrap();
    place.ok(&given.replace("DIR", "s").replace("FILE", "@iris.csv"));
    assert!(!place.read("model.h").is_empty());
    place.ok("predict s @iris.csv --trial 0 --data @iris.csv");
}

#[test]
fn a_refit_that_fails_after_good_folds_is_said_to_be_one() {
    let place = Place::new();
    // the far row never trains but in the refit
    far(&place, |row| if row < 20 { 0 } else { -1 });
    place.write("s.toml", format!("scaler = ['none', 'standard']\n{SCALED}"));
    let search = "search far.csv --cv column:fold --space s.toml --quiet --out s";
    let error = place.refused(search);
    let says = "error: the refit of trial 0 on all rows failed: a weight or a prediction is not finite; the study keeps its \
                trials: `mcutune export DIR --trial 1 --data FILE --format c --output model.h` makes a model of another; or \
                give a smaller learning_rate_init";
    assert!(error.contains(says), "{error}");
    assert_eq!(place.json("show s --json")["best"]["trial"], 0);
    place.ok("export s --trial 1 --data far.csv --format c -o x.h");
}

/// One of two classes is in a single row.
#[test]
fn a_score_beside_that_is_not_defined_is_said_not_to_be() {
    let place = Place::new();
    let row = |i: u32| {
        format!(
            "{},{},{}\n",
            i * 7 % 11,
            i * 5 % 13,
            if i == 3 { "v" } else { "u" }
        )
    };
    place.write(
        "rows.csv",
        format!("a,b,y\n{}", (0..40).map(row).collect::<String>()),
    );
    place.write("s.toml", "hidden_layer_sizes = [[2], [3]]\nmax_iter = 2\n");
    let search = "search rows.csv --space s.toml --cv kfold:4 --quiet --train-score";
    let (out, err) = place.ok(&format!(
        "{search} --scoring accuracy,roc_auc --refit accuracy --out s"
    ));
    let err = err.replace("\n  ", " ");
    // each fold but one lacks it in its test rows, and that one in those that train
    for says in [
        "roc_auc is not defined for the test rows of 6 fits: there it is nan, and so is its mean",
        "roc_auc is not defined for the training rows of 2 fits",
    ] {
        assert!(err.contains(says), "{err}");
    }
    assert!(!err.contains("accuracy is not defined"), "{err}");
    let (shown, _) = place.ok("show s");
    for text in [out, shown] {
        assert!(text.contains("undefined") && !text.contains("failed  "), "{text}");
    }
    let (trial, _) = place.ok("show s --trial 0");
    assert!(trial.contains("roc_auc: undefined\n"), "{trial}");
    // what has failed is no less so
    place.write("mixed.toml", MIXED);
    place.ok("search @iris.csv --cv 3 --space mixed.toml --quiet --scoring accuracy,f1_macro --out f");
    let (trial, _) = place.ok("show f --trial 1");
    assert!(
        trial.contains("accuracy: failed\n") && trial.contains("f1_macro: failed\n"),
        "{trial}"
    );
}

#[test]
fn a_study_that_dropped_candidates_has_no_other_score() {
    let (place, search) = small();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [3], [4]]\nmax_iter = 8\n",
    );
    for (out, how) in [("race", "--race exact"), ("halving", "--strategy halving")] {
        place.ok(&format!(
            "{} {how} --scoring accuracy,f1_macro --refit accuracy",
            search(out)
        ));
        let error = place.refused(&format!("show {out} --scoring f1_macro"));
        assert!(
            error.contains("dropped candidates by their accuracy")
                && error.contains("--scoring accuracy,f1_macro"),
            "{error}"
        );
        assert!(!error.contains("--keep-predictions"), "{error}");
    }
}

#[test]
fn what_goes_by_scores_goes_by_the_one_that_is_maximised() {
    let place = Place::new();
    place.write(
        "r.toml",
        "hidden_layer_sizes = { low = 2, high = 20 }\nmax_iter = 12\n",
    );
    place.write(
        "g.toml",
        "hidden_layer_sizes = [[2], [4], [8], [16]]\nlearning_rate_init = [1e-3, 1e-2]\nmax_iter = 12\n",
    );
    for (name, how) in [
        ("gp", "--strategy gp --trials 10 --space r.toml --confirm 2"),
        ("race", "--race exact --cv shuffled:3 --space g.toml"),
        ("halving", "--strategy halving --space g.toml --cv 3"),
        (
            "target",
            "--target-score -0.9 --space g.toml --cv 3 --select within=0.1",
        ),
    ] {
        let search = format!("search @iris.csv {how} --quiet");
        place.ok(&format!("{search} --scoring neg_log_loss --out {name}.one"));
        let several = "--scoring accuracy,neg_log_loss --refit neg_log_loss";
        place.ok(&format!("{search} {several} --out {name}.all"));
        let [one, all] = ["one", "all"].map(|which| format!("{name}.{which}"));
        assert_eq!(
            place.read(&format!("{one}/model.json")),
            place.read(&format!("{all}/model.json")),
            "{name}"
        );
        let (a, b) = (columns(&place, &one), columns(&place, &all));
        assert_eq!(a["params"], b["params"], "{name}");
        assert_eq!(a["mean_test_score"], b["mean_test_neg_log_loss"], "{name}");
    }
}
