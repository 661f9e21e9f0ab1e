//! Networks, candidates and threads beyond the memory that there is.

use crate::place::{Place, printed, small, within};
use crate::resume::without_times;

#[cfg(target_os = "linux")]
#[test]
fn a_network_that_does_not_fit_is_a_failed_fit_of_its_own() {
    let place = Place::new();
    place.write(
        "huge.toml",
        "hidden_layer_sizes = [[4], [6], [65535, 65535, 65535], [6000, 6000], [8]]\nmax_iter = 5\n",
    );
    let search = "search @iris.csv --cv 2 --jobs 1 --quantize int8 --quiet --space huge.toml --out study";
    // the second is within the limit of a fit, and beyond what there is
    let output = place.run_within("-v 700000", search);
    let (_, err) = printed(&output);
    assert!(output.status.success(), "{err}");
    let bytes = err
        .split_once("a fit takes ")
        .and_then(|(_, rest)| rest.split_once(" bytes"));
    let bytes: u64 = bytes.map(|(bytes, _)| bytes.parse().unwrap()).unwrap();
    assert!(bytes > 4 * 2 * 65535 * 65535, "{err}");
    assert!(
        err.matches("2 fits failed").count() == 2 && err.contains("hidden_layer_sizes"),
        "{err}"
    );
    let shown = place.ok("show study --trial 2").0;
    assert!(
        shown.contains(&format!("failed: a fit takes {bytes} bytes")),
        "{shown}"
    );
    let shown = place.ok("show study --trial 3").0;
    assert!(shown.contains("which the system does not give"), "{shown}");
    let json = place.json("show study --json --trial 4");
    assert_eq!(json["end"], serde_json::json!(["max_iter", "max_iter"]));
    // and again from the journal
    assert!(place.run_within("-v 700000", search).status.success());
    let error = place.refused("train @iris.csv --set hidden_layer_sizes=65535,65535,65535");
    assert!(
        error.contains("bytes of memory") && error.contains("--set hidden_layer_sizes"),
        "{error}"
    );
    place.write("only.toml", "hidden_layer_sizes = [[65535, 65535, 65535]]\n");
    let error = place.refused("search @iris.csv --cv 2 --space only.toml --out only --quiet");
    assert!(
        error.contains("bytes of memory") && error.contains("hidden_layer_sizes"),
        "{error}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn too_many_candidates_are_one_error_before_there_is_memory_for_them() {
    let place = Place::new();
    place.write(
        "range.toml",
        "alpha = { low = 0, high = 1 }\nhidden_layer_sizes = [[1]]\n",
    );
    let list = |step: f64| {
        (1..=90)
            .map(|i| format!("{:.3}", f64::from(i) * step))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let list = list(0.001);
    let text = ["alpha", "beta_1", "beta_2", "momentum"].map(|name| format!("{name} = [{list}]\n"));
    place.write("grid.toml", text.concat());
    place.write(
        "more.toml",
        text.concat() + &format!("learning_rate_init = [{list}]\nepsilon = [{list}]\n"),
    );
    for (flags, why) in [
        (
            "range.toml --strategy random --trials 4000000000",
            "--trials: 4000000000 candidates are more than the 100000",
        ),
        (
            "grid.toml --strategy random --trials 4000000000",
            "--trials: 65610000 candidates are more than",
        ),
        ("grid.toml", "65610000 candidates are more than the 100000"),
        ("more.toml", "531441000000 candidates are more than the 100000"),
    ] {
        let search = format!("search @iris.csv --quiet --out study --space {flags}");
        let output = within(10, || place.run_within("-v 700000", &search));
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(err.contains(why), "{err}");
    }
    assert!(!place.path("study").exists());
    place.ok("search @iris.csv --cv 2 --quiet --space more.toml --strategy random --trials 2");
}

#[test]
fn threads_beyond_the_fits_are_not_started() {
    let (place, search) = small();
    place.ok(&format!("{} --jobs 65535", search("many")));
    place.ok(&search("few"));
    assert!(without_times(&place, "many") == without_times(&place, "few"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_small_file_takes_little_memory() {
    use std::io::Write as _;
    let place = Place::new();
    let gzipped = |bytes: &[u8]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    };
    // a line, and a quoted field, of 200 MB
    let zeros = vec![b'0'; 200 << 20];
    place.write("line.csv.gz", gzipped(&[b"a,b\n1,0\n2,1\n", &zeros[..]].concat()));
    let lines = b"1,0\n".repeat(50 << 20);
    place.write(
        "quote.csv.gz",
        gzipped(&[b"a,b\n1,0\n\"2,1\n", &lines[..]].concat()),
    );
    place.write("wide.csv.gz", gzipped(&b"1,".repeat(6 << 20)));
    // each name clashes with those before it
    let names: Vec<String> = (0..30_000).map(|i| format!("a.{i}")).collect();
    let clashing = names.join(",") + &",a".repeat(30_000);
    let row = vec!["1"; 60_000].join(",");
    place.write("names.csv", format!("{clashing}\n{row}\n{row}\n"));
    for (file, why) in [
        ("line.csv.gz", "line.csv.gz:4: more than 16 MB in a row"),
        ("quote.csv.gz", "quote.csv.gz:3: more than 16 MB in a row"),
        ("wide.csv.gz", "more than 65536 columns"),
        ("names.csv", ""),
    ] {
        let search = format!("search {file} --cv 2 --quiet --out study --task classify");
        let output = within(60, || place.run_within("-v 700000", &search));
        let (_, err) = printed(&output);
        assert_eq!(output.status.code(), Some(1), "{file}: {err}");
        assert!(err.contains(why), "{file}: {err}");
    }
}

/// What threads of the folds leave of the address space is not enough for another: the fits are done all the same.
#[test]
#[cfg(target_os = "linux")]
fn without_room_for_a_thread_the_fits_are_done_on_the_first() {
    let place = Place::new();
    place.write("space.toml", "hidden_layer_sizes = [[2]]\nmax_iter = 3\n");
    let search = "search @iris.csv --space space.toml --jobs 64 --cv 50 --quiet --out";
    place.ok(&format!("{search} all"));
    let scores = |study: &str| crate::without_times::without_times(&place, study);
    for (kibibytes, study) in [(300_000, "a"), (900_000, "b")] {
        let output = place.run_within(&format!("-v {kibibytes}"), &format!("{search} {study}"));
        let (_, err) = crate::place::printed(&output);
        assert!(output.status.success(), "{kibibytes}: {err}");
        assert!(scores(study) == scores("all"), "{kibibytes}");
    }
}
