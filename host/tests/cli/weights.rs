//! `--weights COLUMN`, `--class-weight`, `loss = poisson`.

use serde_json::Value;

use crate::place::Place;
use crate::shards::merge;
use crate::without_times::without_times;

const SPACE: &str = "hidden_layer_sizes = [[3], [5]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 6\n";

/// Forty rows: 30 of class `a` and 10 of `b`, weights `w`, `one`, `first` (of the first ten rows alone), `zero`,
/// `below` and `word`, counts from 0 on.
fn place() -> Place {
    let place = Place::new();
    place.write("space.toml", SPACE);
    let row = |i: usize| {
        let (first, below) = (u8::from(i < 10), if i == 6 { "-0.5" } else { "1" });
        let word = if i == 3 { "much" } else { "2" };
        let class = if i % 4 == 1 { 'b' } else { 'a' };
        format!(
            "{},{},{},1,{first},0,{below},{word},{class},{}\n",
            i * i % 11,
            i % 5,
            (i * 7 % 5) as f32 / 2.0,
            i * 3 % 7
        )
    };
    let rows: String = (0..40).map(row).collect();
    place.write(
        "data.csv",
        format!("x,z,w,one,first,zero,below,word,class,count\n{rows}"),
    );
    place
}

/// Everything but the features, a column and the target.
fn drop_but(kept: &[&str]) -> String {
    let all = ["w", "one", "first", "zero", "below", "word", "class", "count"];
    let dropped: Vec<&str> = all.into_iter().filter(|name| !kept.contains(name)).collect();
    format!("--drop {}", dropped.join(","))
}

fn train(weights: &str, more: &str, out: &str) -> String {
    let (kept, flag) = match weights {
        "" => (vec!["class"], String::new()),
        column => (vec!["class", column], format!("--weights {column}")),
    };
    let drop = drop_but(&kept);
    format!("train data.csv --target class {drop} {flag} {more} --set max_iter=9 --quiet --out {out}")
}

fn model(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(name)).unwrap()
}

#[test]
fn rows_count_in_a_fit_and_are_no_feature() {
    let place = place();
    place.ok(&train("", "", "even.json"));
    place.ok(&train("one", "", "one.json"));
    place.ok(&train("w", "", "w.json"));
    let [even, one, w] = ["even.json", "one.json", "w.json"].map(|name| model(&place, name));
    assert_eq!(one["features"], serde_json::json!(["x", "z"]));
    assert_eq!(one["weights"], even["weights"]);
    assert_ne!(w["weights"], even["weights"]);
    assert_eq!(w["provenance"]["weights"], "w");
    assert!(even["provenance"].get("weights").is_none());
    // rows to answer may have the column, and need not
    place.ok("evaluate w.json data.csv --quiet");
    place.write("rows.csv", "x,z\n1,2\n");
    place.ok("predict w.json rows.csv --quiet");
    let (_, said) = place.ok(&train("w", "", "w.json").replace("--quiet", ""));
    assert!(said.contains("; weighed by: w"), "{said}");
}

#[test]
fn balanced_classes_are_those_of_the_formula() {
    let place = place();
    place.ok(&train("", "--class-weight balanced", "a.json"));
    // 40 / (2 * 30) and 40 / (2 * 10)
    place.ok(&train("", "--class-weight a=0.6666667,b=2", "b.json"));
    place.ok(&train("", "--set class_weight=balanced", "c.json"));
    place.ok(&train("", "--class-weight b=1", "d.json"));
    place.ok(&train("", "", "e.json"));
    let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(|name| model(&place, &format!("{name}.json")));
    assert_eq!(a["weights"], b["weights"]);
    assert_eq!(a, c);
    assert_ne!(a["weights"], d["weights"]);
    assert_eq!(d["weights"], e["weights"]);
    assert_eq!(a["params"]["class_weight"], "balanced");
    assert!(e["params"].get("class_weight").is_none() && e["params"].get("loss").is_none());
    assert_eq!(
        b["provenance"]["class_weight"],
        serde_json::json!([0.6666667, 2.0])
    );
}

#[test]
fn what_cannot_count_is_said_with_its_row() {
    let place = place();
    for (column, says) in [
        (
            "below",
            "data.csv:8: `below` says how much a row counts, and holds `-0.5`",
        ),
        (
            "word",
            "data.csv:5: `word` says how much a row counts, and holds `much`",
        ),
        ("zero", "all rows have the weight 0 in `zero`"),
    ] {
        let error = place.refused(&train(column, "", "m.json"));
        assert!(error.contains(says) && error.contains("--weights"), "{error}");
    }
    place.write("gap.csv", "x,w,class\n1,1,a\n2,,b\n3,1,a\n4,1,b\n");
    for more in ["", "--missing mean"] {
        let error = place.refused(&format!("train gap.csv --weights w {more}"));
        let says = "gap.csv:3: `w` says how much a row counts, and has no value";
        assert!(error.contains(says), "{error}");
    }
    place.ok("train gap.csv --weights w --missing drop --quiet");
    for (flags, says) in [
        (
            "--target class --weights class",
            "`class` cannot say how much a row counts: it is the target",
        ),
        (
            "--weights w --drop w",
            "`w` cannot say how much a row counts: it is left out",
        ),
        ("--weights v", "there is no column `v`"),
    ] {
        let error = place.refused(&format!("train gap.csv --missing drop {flags}"));
        assert!(error.contains(says), "{error}");
    }
    let error = place.refused("train gap.csv --weights 0 --drop w --missing drop");
    assert!(error.contains("no column is left to learn from"), "{error}");
}

#[test]
fn class_weights_are_of_classes_that_there_are() {
    let place = place();
    for (flags, says) in [
        (
            "--class-weight a=1,c=3",
            "there is no class `c` to weigh; the classes are a, b",
        ),
        ("--class-weight a=0,b=0", "all classes have the weight 0"),
        (
            "--class-weight a=1,a=2",
            "--class-weight names the class `a` twice",
        ),
        (
            "--class-weight balanced,a=2",
            "--class-weight takes `balanced`, or weights of classes",
        ),
        (
            "--class-weight balanced --set class_weight=none",
            "are the same: leave one out",
        ),
        (
            "--class-weight a=2 --set class_weight=balanced",
            "are the same: leave one out",
        ),
        (
            "--set class_weight=even",
            "class_weight takes one of none, balanced",
        ),
    ] {
        let error = place.refused(&train("", flags, "m.json"));
        assert!(error.contains(says), "{flags}: {error}");
    }
    for wrong in ["a=-1", "a=much", "a", "a=inf"] {
        let output = place.run(&train("", &format!("--class-weight {wrong}"), "m.json"));
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
    let of_values = format!(
        "train data.csv --target count --task regress {}",
        drop_but(&["count"])
    );
    let error = place.refused(&format!("{of_values} --class-weight a=1"));
    assert!(error.contains("the target has numbers to predict"), "{error}");
    let error = place.refused(&format!("{of_values} --class-weight balanced"));
    assert!(
        error.contains("a class_weight of balanced is of classes in one column, and the target `count` has none; leave `class_weight` out"),
        "{error}"
    );
}

/// With more threads, halving, confirmation and in shards: the same journal and winner.
#[test]
fn a_search_counts_rows_and_classes_in_each_of_its_fits() {
    let place = place();
    let drop = drop_but(&["class", "w"]);
    let search = format!(
        "search data.csv --target class {drop} --weights w --class-weight b=2.5 --quiet --cv shuffled:3"
    );
    let space = "--space space.toml";
    for more in [
        "",
        "--strategy halving",
        "--confirm 2",
        "--race exact",
        "--keep-predictions",
    ] {
        let mut journals = Vec::new();
        for jobs in [1, 4] {
            let out = format!("{jobs}{}.study", more.replace([' ', '-'], ""));
            place.ok(&format!("{search} {space} {more} --jobs {jobs} --out {out}"));
            journals.push(without_times(&place, &out));
        }
        assert_eq!(journals[0], journals[1], "{more}");
    }
    let journal = place.read("1.study/journal.log");
    assert!(
        journal.contains("\"weights\":\"w\"") && journal.contains("\"class_weight\":[\"b=2.5\"]"),
        "{journal}"
    );
    // nothing of it in another study; and one does not go on as the other
    let even =
        "search data.csv --target class --drop w,one,first,zero,below,word,count --quiet --cv shuffled:3";
    place.ok(&format!("{even} {space} --out even.study"));
    let journal = place.read("even.study/journal.log");
    assert!(
        !journal.contains("weights\"") && !journal.contains("class_weight"),
        "{journal}"
    );
    let error = place.refused(&format!("{search} {space} --out even.study"));
    assert!(error.contains("weights is not given there, w here"), "{error}");
    // a trial that is fitted again is the winner's model
    let winner = place.read("1.study/model.json");
    assert!(winner.contains("\"weights\": \"w\""), "{winner}");
    let shown = place.json("show 1.study --json");
    let best = shown["best"]["trial"].as_u64().unwrap();
    place.ok(&format!(
        "predict 1.study data.csv --trial {best} --data data.csv --quiet -o again.csv"
    ));
    place.ok("predict 1.study data.csv --quiet -o own.csv");
    assert_eq!(place.read("again.csv"), place.read("own.csv"));
    for shard in ["0/2", "1/2"] {
        place.ok(&format!("{search} {space} --out parts.study --shard {shard}"));
    }
    merge(&place, "parts.study", "parts.study");
    assert_eq!(
        without_times(&place, "parts.study"),
        without_times(&place, "1.study")
    );
}

#[test]
fn a_fold_that_counts_nothing_fails_its_trials() {
    let place = place();
    // the first fold tests all rows that count
    let drop = drop_but(&["class", "first"]);
    let search = format!(
        "search data.csv --target class {drop} --weights first --cv kfold:4 --quiet --space space.toml"
    );
    let (_, said) = place.ok(&format!("{search} --out none.study"));
    let why = "the weights of rows that are trained on, or scored, together sum to 0";
    assert!(
        said.contains(&format!("4 fits failed; their scores are nan: {why}")),
        "{said}"
    );
    let (shown, _) = place.ok("show none.study --trial 0");
    assert_eq!(shown.matches(&format!("failed: {why}")).count(), 1, "{shown}");
}

#[test]
fn class_weight_is_searched_and_said_once() {
    let place = place();
    let drop = drop_but(&["class"]);
    let search = format!("search data.csv --target class {drop} --quiet --cv 3 --space weights.toml");
    place.write(
        "weights.toml",
        "class_weight = ['none', 'balanced']\nmax_iter = 5\n",
    );
    place.ok(&format!("{search} --out s.study"));
    let table = place.read("s.study/cv_results.csv");
    assert!(
        table.starts_with("mean_fit_time") && table.contains("param_class_weight"),
        "{table}"
    );
    assert_eq!(table.matches(",balanced,").count(), 1, "{table}");
    for flags in ["--class-weight balanced", "--class-weight a=2"] {
        let error = place.refused(&format!("{search} {flags} --out t.study"));
        assert!(error.contains("are the same: leave one out"), "{error}");
    }
}

#[test]
fn poisson_counts_from_0_on_and_answers_above() {
    let place = place();
    let drop = drop_but(&["count", "w"]);
    let regress = format!("data.csv --target count --task regress {drop} --weights w");
    let (_, said) = place.ok(&format!("train {regress} --set loss=poisson"));
    assert!(
        said.contains("`count` is not scaled: the poisson loss is of values in their own units"),
        "{said}"
    );
    let model = model(&place, "model.json");
    assert_eq!(model["output"], "exp");
    assert_eq!(model["params"]["loss"], "poisson");
    for dtype in ["f32", "int8"] {
        let (answers, _) = place.ok(&format!("predict model.json data.csv --quiet --dtype {dtype}"));
        let mut values = answers.lines().skip(1).map(|line| line.parse::<f32>().unwrap());
        assert!(values.all(|value| value > 0.0 && value < 50.0), "{answers}");
    }
    let (scores, _) = place.ok("evaluate model.json data.csv --target count --quiet");
    assert!(scores.contains("neg_mean_poisson_deviance"), "{scores}");
    let error = place.refused(&format!(
        "train {regress} --set loss=poisson --scale-target standard"
    ));
    assert!(
        error.contains("--scale-target standard: the poisson loss is of values in their own units"),
        "{error}"
    );
    let error = place.refused("train data.csv --target class --drop word --set loss=poisson");
    assert!(
        error.contains(
            "the loss poisson is of values from 0 on, and the target `class` has classes; leave `loss` out"
        ),
        "{error}"
    );
    place.write("below.csv", "x,y\n1,0.5\n2,-0.25\n3,1.5\n4,2.5\n");
    for command in [
        "train below.csv --set loss=poisson",
        "search below.csv --space poisson.toml --cv 2",
    ] {
        place.write(
            "poisson.toml",
            "loss = ['squared_error', 'poisson']\nmax_iter = 5\n",
        );
        let error = place.refused(command);
        assert!(
            error.contains("below.csv:3: `y` holds -0.25, and the poisson loss is of values from 0 on"),
            "{error}"
        );
    }
    place.ok(&format!(
        "search {regress} --space poisson.toml --cv 3 --quiet --out s.study"
    ));
    let error = place.refused(&format!(
        "search {regress} --space poisson.toml --cv 3 --scale-target minmax --out t.study"
    ));
    assert!(
        error.contains("--scale-target minmax: the poisson loss"),
        "{error}"
    );
    let cost = place.json("cost --shape 4,8,1 --output exp --json");
    assert!(cost.is_object() || cost.is_array(), "{cost}");
}
