//! Where results go: pipes, files, devices; and JSON that programs can read.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::place::{Place, printed};

#[test]
fn json_is_all_that_is_printed() {
    let place = Place::new();
    place.write("space.toml", "solver = ['adam', 'sgd']\nmax_iter = 3\n");
    let warned = |json: &Value| json["warnings"].as_array().map_or(0, Vec::len);
    let study = place.json("search @iris.csv --space space.toml --cv 2 --holdout 0.2 --json --out study");
    // fits that did not converge, and no more right answers than the most frequent class has
    assert_eq!(warned(&study), 2, "{study}");
    let trained = place.json("train @iris.csv --set max_iter=3 --json");
    assert_eq!(
        (&trained["n_iter"], warned(&trained)),
        (&3.into(), 1),
        "{trained}"
    );
    for arguments in [
        "show study --json",
        "show study --json --best",
        "show study --json --trial 1",
        "show study --json --pareto",
        "evaluate study @iris.csv --json",
        "evaluate study @iris.csv --json --scoring accuracy",
        "predict study @iris.csv --json",
        "predict study @iris.csv --json --proba",
    ] {
        assert!(place.json(arguments).is_object(), "{arguments}");
    }
}

#[test]
fn a_pipe_sees_no_control_characters() {
    let place = Place::new();
    for arguments in [
        "search @iris.csv --cv 2 --out study",
        "show study",
        "show study --best",
        "--help",
        "search --flag",
    ] {
        let output = place.run(arguments);
        let (out, err) = printed(&output);
        assert!(!(out + &err).contains('\x1b'), "{arguments}");
    }
}

#[test]
fn a_reader_may_stop_reading() {
    let place = Place::new();
    place.ok("train @digits.csv --set max_iter=1");
    let mut command = place.command("predict model.json @digits.csv --proba --quiet");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut first = [0; 9];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    let (_, err) = printed(&output);
    assert!(output.status.success() && err.is_empty(), "{err}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_devices_stay_devices() {
    let place = Place::new();
    place.write("there.json", "old");
    std::os::unix::fs::symlink("there.json", place.path("link.json")).unwrap();
    place.ok("train @iris.csv --set max_iter=1 --out link.json");
    assert!(place.path("link.json").is_symlink());
    assert!(place.read("there.json").starts_with('{'));
    // A device of our own, as nobody wants to lose that of the system.
    let made = std::process::Command::new("mkfifo")
        .arg(place.path("fifo"))
        .status();
    assert!(made.unwrap().success());
    let fifo = place.path("fifo");
    let reader = std::thread::spawn(move || fs::read_to_string(fifo).unwrap());
    place.ok("predict link.json @iris.csv --output fifo");
    assert_eq!(reader.join().unwrap().lines().count(), 151);
    assert!(!place.path("fifo.part").exists() && !place.path("fifo").is_file());
    let error = place.refused("train @iris.csv --set max_iter=200 --out .");
    assert!(error.contains("is a directory"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_one_error() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=1");
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place
        .command("predict model.json @iris.csv --quiet")
        .stdout(full())
        .output()
        .unwrap();
    let (_, err) = printed(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err.starts_with("error: ") && err.contains("No space left"),
        "{err}"
    );
}

#[test]
fn the_loss_of_each_epoch_is_written_on_request() {
    let place = Place::new();
    place.ok("train @iris.csv --set max_iter=7 --loss-curve plain.csv");
    let plain = place.read("plain.csv");
    let lines: Vec<&str> = plain.lines().collect();
    assert_eq!((lines[0], lines.len()), ("epoch,loss", 8), "{plain}");
    let losses: Vec<f64> = lines[1..]
        .iter()
        .filter_map(|line| line.split(',').nth(1)?.parse().ok())
        .collect();
    assert!(losses.len() == 7 && losses[0] > losses[6], "{plain}");
    let set = "--set early_stopping=true --set max_iter=3 --loss-curve stop.csv";
    place.ok(&format!("train @iris.csv {set}"));
    let stop = place.read("stop.csv");
    assert!(stop.starts_with("epoch,loss,validation_score\n1,"), "{stop}");
    assert!(
        stop.lines().skip(1).all(|line| line.split(',').count() == 3),
        "{stop}"
    );
}

#[test]
fn a_study_keeps_an_export_beside_its_model() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 2\n");
    place.ok("search @iris.csv --space space.toml --cv 2 --out study --quiet");
    place.ok("export study --format c -o study/iris.h");
    assert!(place.read("study/iris.h").contains("iris_predict"));
}

#[test]
fn what_cannot_be_written_is_an_error_before_the_fit() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 2\n");
    place.ok("train @iris.csv --set max_iter=1");
    fs::create_dir(place.path("folder")).unwrap();
    // hours, if it were fitted
    let train = "train @digits.csv --quiet --set hidden_layer_sizes=1000 --set max_iter=1000000";
    for (command, says) in [
        (
            format!("{train} --out none/m.json"),
            "--out none/m.json: cannot be written: there is no directory none",
        ),
        (
            format!("{train} --out folder"),
            "--out folder: cannot be written: it is a directory",
        ),
        (
            format!("{train} --loss-curve none/c.csv"),
            "--loss-curve none/c.csv: cannot be written: there is no",
        ),
        (
            "predict model.json nothing.csv --output none/a.csv".into(),
            "--output none/a.csv: cannot be written",
        ),
        (
            "export model.json --format c -o none/m.h".into(),
            "--output none/m.h: cannot be written",
        ),
        (
            "search @iris.csv --space space.toml --plot none/p.svg".into(),
            "--plot none/p.svg: cannot be written",
        ),
    ] {
        let refused = place.refused(&command);
        assert!(refused.contains(says), "{refused}");
    }
    let mut files = place.files();
    files.retain(|name| name != "folder");
    assert_eq!(files, ["model.json", "space.toml"]);
    assert!(fs::read_dir(place.path("folder")).unwrap().next().is_none());
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named_before_the_fit() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    fs::create_dir(place.path("closed")).unwrap();
    let permit = |mode| fs::set_permissions(place.path("closed"), fs::Permissions::from_mode(mode));
    permit(0o500).unwrap();
    // root may write there all the same
    if fs::write(place.path("closed/x"), "").is_err() {
        let train = "train @digits.csv --quiet --set max_iter=1000000 --out closed/m.json";
        let refused = place.refused(train);
        assert_eq!(
            refused,
            "error: --out closed/m.json: cannot be written: Permission denied (os error 13)"
        );
    }
    permit(0o700).unwrap();
}

#[test]
fn a_plot_may_stand_in_the_directory_that_its_search_makes() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    place.ok("search @iris.csv --space space.toml --cv 2 --quiet --out new --plot new/front.svg");
    assert!(place.read("new/front.svg").contains("<svg"));
}
