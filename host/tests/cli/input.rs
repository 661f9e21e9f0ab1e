//! Bad flags and data: one message that says what to do, and nothing left behind.

use crate::place::{Place, printed};

#[test]
fn wrong_flags_name_themselves() {
    let place = Place::new();
    for (flags, named) in [
        ("--holdout 1.5", "--holdout 1.5"),
        ("--target speces", "species"),
        ("--scoring r2", "--scoring r2"),
        ("--scoring acuracy", "balanced_accuracy"),
        ("--space absent.toml", "absent.toml"),
        ("--drop nothing", "nothing"),
        ("--cv 151", "--cv 151: there are 150 rows"),
        ("--cv 51", "no class of the target `species` has as many rows"),
        ("--holdout 0.999", "leaves none of the 150 rows"),
        (
            "--holdout 0.01",
            "2 rows, fewer than the 3 classes of the target `species`",
        ),
        ("--trials 5", "--strategy random"),
        ("--batch 5", "--strategy gp or auto"),
        ("--strategy random --batch 5", "--strategy gp or auto"),
        ("--plot nowhere/plot.svg", "no directory nowhere"),
    ] {
        let error = place.refused(&format!("search @iris.csv {flags}"));
        assert!(error.contains(named), "{flags}: {error}");
    }
    for (flags, named) in [
        ("search @iris.csv --delimiter two", "--delimiter"),
        ("search @iris.csv --select within=-1", "within=0.01"),
        ("search @iris.csv --jobs 0", "--jobs"),
        ("search @iris.csv --cv 1", "--cv"),
        ("search @iris.csv --cv shuffled:1", "--cv"),
        ("search @iris.csv --cv mixed:3", "shuffled:"),
        ("search @iris.csv --plot front.pdf", ".svg"),
        ("show study --plot front", ".png"),
        ("", "Usage"),
    ] {
        let output = place.run(flags);
        assert_eq!(output.status.code(), Some(2), "{flags}");
        assert!(printed(&output).1.contains(named), "{flags}");
    }
    assert!(place.files().is_empty(), "a refused search leaves nothing behind");
}

#[test]
fn data_that_cannot_be_learnt_from_say_why() {
    let place = Place::new();
    let row = |y: &str| format!("1,2,{y}\n2,3,{y}\n3,4,{y}\n4,5,{y}\n5,6,{y}\n");
    place.write("one_class.csv", "a,b,y\n".to_owned() + &row("x"));
    place.write("one_value.csv", "a,b,y\n".to_owned() + &row("7"));
    place.write("empty.csv", "");
    place.write("header.csv", "a,b,y\n");
    place.write("one_row.csv", "a,b,y\n1,2,x\n");
    place.write("comma.csv", "a,b,y\n\"1,5\",2,x\n\"2,5\",3,z\n");
    let far = "3e38,1,x\n-3e38,2,z\n3e38,4,x\n-3e38,5,z\n3e38,5,x\n";
    place.write("far.csv", "a,b,y\n".to_owned() + far + far);
    let ids: String = (0..65_600).map(|i| format!("id{i},{}\n", i % 2)).collect();
    place.write("ids.csv", "id,y\n".to_owned() + &ids);
    std::fs::create_dir(place.path("several")).unwrap();
    place.write("several/a.csv", "a,y\n1,2\n");
    place.write("several/b.csv", "a,y\n1,2\n");
    let before = place.files();
    for (flags, parts) in [
        (
            "one_class.csv",
            ["one_class.csv", "is `x` in every row", "--target"],
        ),
        (
            "one_value.csv",
            [
                "one_value.csv",
                "is `7` in every row",
                "predict; name another target with `--target COLUMN`",
            ],
        ),
        ("empty.csv", ["empty.csv", "is empty", ""]),
        ("header.csv", ["header.csv", "no rows", "--no-header"]),
        ("one_row.csv", ["one_row.csv", "is `x` in every row", ""]),
        (
            "one_row.csv --task regress",
            ["text, `x`", "--task classify", "one_row.csv:2"],
        ),
        ("comma.csv", ["comma.csv:2", "`a`", "--decimal ,"]),
        ("ids.csv --categorical one-hot", ["ids.csv", "65600", "--drop id"]),
        ("far.csv", ["far.csv:3", "`a`", "--scale none"]),
        ("several", ["files", "`--label-from name`", ""]),
        ("absent.csv", ["absent.csv", "No such file", ""]),
    ] {
        for command in ["search", "train"] {
            let error = place.refused(&format!("{command} {flags}"));
            for part in parts {
                assert!(error.contains(part), "{command} {flags}: {error}");
            }
        }
    }
    assert_eq!(place.files(), before, "nothing is left behind");
}

#[test]
fn settings_of_a_fit_are_checked() {
    let place = Place::new();
    for (setting, says) in [
        ("solvr=adam", "solver"),
        ("solver=adm", "\"adam\""),
        ("alpha=-1", "a number from 0"),
        ("hidden_layer_sizes=0", "1 to 65535"),
        ("max_iter", "name=value"),
    ] {
        let error = place.refused(&format!("train @iris.csv --set {setting}"));
        assert!(error.contains("--set") && error.contains(says), "{error}");
    }
}

#[test]
fn what_does_not_fit_the_model_is_named() {
    let place = Place::new();
    place.ok("train @diabetes.csv --set max_iter=2");
    for (arguments, says) in [
        ("predict nothing.json @iris.csv", "nothing.json"),
        ("predict model.json @iris.csv", "needs a column"),
        ("predict model.json @diabetes.csv --proba", "--proba"),
        (
            "evaluate model.json @diabetes.csv --scoring accuracy",
            "use one of r2",
        ),
        ("evaluate model.json @diabetes.csv --scoring auc", "is no score"),
    ] {
        let error = place.refused(arguments);
        assert!(error.contains(says), "{arguments}: {error}");
    }
}

#[test]
fn rows_that_the_model_cannot_answer_or_judge_are_named() {
    let place = Place::new();
    place.write("whole.csv", "a,b,y\n1,2,x\n2,,z\n3,4,x\n4,3,z\n");
    place.write("gap.csv", "a,b,y\n1,2,x\n2,,z\n");
    place.write("other.csv", "a,b,y\n1,2,x\n2,3,w\n");
    place.write("aimless.csv", "a,b,Y\n1,2,x\n2,3,z\n");
    place.write("nameless.csv", "1.5,2,x\n2,3,z\n");
    place.write("alone.csv", "a,b,y\n1,2,x\n2,3,z\n3,4,x\n");
    place.ok("train whole.csv --missing drop --set max_iter=2");
    for (arguments, says) in [
        ("predict model.json gap.csv", "gap.csv:3: column `b` has no value"),
        (
            "predict model.json gap.csv --missing mean",
            "train with `--missing mean`",
        ),
        (
            "evaluate model.json other.csv",
            "other.csv:3: the target `y` holds `w`",
        ),
        (
            "evaluate model.json other.csv",
            "none of the model's classes: x, z",
        ),
        (
            "evaluate model.json aimless.csv",
            "aimless.csv: the target `y` is not in the file",
        ),
        (
            "evaluate model.json aimless.csv",
            "did you mean `Y`?; name its column with `--target COLUMN`",
        ),
        ("predict model.json nameless.csv", "needs a column `a`"),
        (
            "predict model.json nameless.csv",
            "line 1 looks like data: if it is, give `--no-header`",
        ),
        (
            "search alone.csv --cv 2 --holdout 0.4",
            "the class `z` of the target `y` has one row",
        ),
    ] {
        let error = place.refused(arguments);
        assert!(error.contains(says), "{arguments}: {error}");
    }
}

#[test]
fn a_first_row_taken_for_names_is_warned_of() {
    let place = Place::new();
    for (name, header, warned) in [
        ("data.csv", "5.1,3.5,setosa", true),
        ("values.csv", "5.1,3.5,0.2", true),
        ("counted.csv", "0,1,y", false),
        ("years.csv", "2019,2020,2021", true),
        ("first.csv", "1,2,3", true),
        ("pandas.csv", "0,1,2", false),
        ("negative.csv", "-1,0,z", true),
        ("label.csv", "0,1,z", true),
        ("twice.csv", "1.5,1.5,z", true),
        ("named.csv", "a,b,y", false),
        ("partly.csv", "1.5,b,y", false),
    ] {
        let of_numbers = header
            .rsplit(',')
            .next()
            .is_some_and(|last| last.parse::<f64>().is_ok());
        let last = if of_numbers { ["1.5", "2.5"] } else { ["x", "z"] };
        place.write(name, format!("{header}\n1,2,{}\n2,3,{}\n", last[0], last[1]));
        let (_, err) = place.ok(&format!("train {name} --set max_iter=1"));
        let said = err.contains(&format!("{name}: the columns' names are numbers"));
        assert_eq!(said, warned, "{name}: {err}");
    }
    // a word that is no label is the target's name
    for (name, header, labels, warned) in [
        ("years.csv", "2019,2020", ["x", "z"], false),
        ("labels.csv", "2019,2020", ["x", "class"], true),
        // unless the others are values of their columns: a row of a class that comes nowhere else
        ("row.csv", "4.5,5.5", ["x", "z"], true),
        ("bands.csv", "400.5,410.5", ["x", "z"], false),
        ("quantiles.csv", "4.1,4.5,4.9", ["x", "z"], false),
    ] {
        let [low, high] = match header.matches(',').count() {
            1 => ["4,5", "5,6"],
            _ => ["4,4,4", "5,5,5"],
        };
        let rows = labels.map(|label| format!("{low},{label}\n{high},{label}\n"));
        place.write(name, format!("{header},class\n{}", rows.concat()));
        let (_, err) = place.ok(&format!("train {name} --set max_iter=1"));
        assert_eq!(
            err.contains("the columns' names are numbers"),
            warned,
            "{name}: {err}"
        );
    }
}

#[test]
fn help_names_all_that_a_flag_takes() {
    let place = Place::new();
    for (command, names) in [
        ("search --help", "roc_auc, roc_auc_ovr, roc_auc_ovr_weighted"),
        (
            "search --help",
            "learning_rate_init = { low = 1e-4, high = 1e-1, log = true }",
        ),
        ("evaluate --help", "neg_mean_absolute_error"),
        ("train --help", "validation_fraction"),
    ] {
        let (out, _) = place.ok(command);
        let out: Vec<&str> = out.split_whitespace().collect();
        let names: Vec<&str> = names.split_whitespace().collect();
        let there = out.windows(names.len()).any(|words| {
            words
                .iter()
                .zip(&names)
                .all(|(w, n)| w.trim_matches([',', '.']) == n.trim_matches([',', '.']))
        });
        assert!(there, "{command}: {names:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_read_as_an_empty_file() {
    let place = Place::new();
    let error = place.refused("train /dev/null");
    assert!(
        error.contains("/dev/null") && error.contains("not a file on disk"),
        "{error}"
    );
}
