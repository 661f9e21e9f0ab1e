//! `report`: one page of a study or several, whole in itself; and `show` of several studies.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use scraper::{ElementRef, Html, Selector};

use crate::place::{Place, printed};
use crate::without_times::without_times;

const RANGES: &str = "hidden_layer_sizes = { low = 2, high = 17 }
learning_rate_init = { low = 1e-3, high = 1e-1, log = true }
activation = ['relu', 'tanh']
max_iter = 5
";
const LISTS: &str = "hidden_layer_sizes = [[4], [6, 3]]\nlearning_rate_init = [0.01, 0.1]\nmax_iter = 5\n";

pub fn place() -> Place {
    let place = Place::new();
    place.write("ranges.toml", RANGES);
    place.write("lists.toml", LISTS);
    place
}

pub fn selected<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// The page of studies, which has all that a page must have.
pub fn page(place: &Place, studies: &str) -> (String, Html) {
    place.ok(&format!("report {studies} -o page.html"));
    let text = place.read("page.html");
    let page = Html::parse_document(&text);
    check(&text, &page);
    (text, page)
}

fn check(source: &str, page: &Html) {
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    assert!(source.len() < 1_500_000, "{} bytes", source.len());
    assert_eq!(selected(page, "script").len(), 1);
    assert_eq!(selected(page, "h1, title:not(svg *)").len(), 2);
    // headings go down one level at a time
    let mut last = 1;
    for heading in selected(page, "h1, h2, h3, h4") {
        let level: u32 = heading.value().name()[1..].parse().unwrap();
        assert!(level <= last + 1, "{}", text(heading));
        last = level;
    }
    let mut ids = BTreeSet::new();
    for element in selected(page, "[id]") {
        let id = element.value().attr("id").unwrap();
        assert!(ids.insert(id), "{id} stands twice");
    }
    for element in selected(page, "[aria-labelledby], a[href]") {
        let of = |name: &str| element.value().attr(name).unwrap_or_default().to_owned();
        let named = of("aria-labelledby") + " " + of("href").trim_start_matches('#');
        assert!(named.split_whitespace().all(|id| ids.contains(id)), "{named}");
    }
    // nothing is loaded, wherever it is
    for attribute in [
        "src",
        "srcset",
        "data",
        "xlink:href",
        "action",
        "onload",
        "onclick",
        "onerror",
    ] {
        let found = selected(page, &format!("[{}]", attribute.replace(':', "\\:")));
        assert!(found.is_empty(), "{attribute}");
    }
    for link in selected(page, "[href]") {
        assert!(link.value().attr("href").unwrap().starts_with('#'));
    }
    assert!(selected(page, "link, iframe, img, object, embed, base").is_empty());
    for loads in ["url(http", "@import", "fetch(", "XMLHttpRequest", "import("] {
        assert!(!source.contains(loads), "{loads}");
    }
    let said = text(page.root_element());
    for word in [
        "trials",
        "candidates",
        "fits",
        "rows",
        "epochs",
        "folds",
        "files",
        "others",
    ] {
        for before in [' ', '(', '\n'] {
            assert!(!said.contains(&format!("{before}1 {word}")), "1 {word}");
        }
    }
    for figure in selected(page, "figure") {
        let find = |selector: &str| figure.select(&Selector::parse(selector).unwrap()).next();
        let title = text(find("svg.chart > title").unwrap());
        assert!(!title.is_empty());
        assert!(!text(find("svg.chart > desc").unwrap()).is_empty(), "{title}");
        assert!(
            find("details table tbody tr td").is_some(),
            "{title} has no numbers"
        );
        assert!(find("details table thead th[scope=col]").is_some(), "{title}");
        let drawn = text(find("svg.chart").unwrap()) + &find("svg.chart").unwrap().inner_html();
        assert!(
            !drawn.contains("NaN") && !drawn.contains("inf"),
            "{title}: {drawn}"
        );
    }
}

/// The text below a heading.
pub fn section(page: &Html, name: &str) -> String {
    let found = selected(page, &format!("section[aria-labelledby='{name}-title']"));
    assert_eq!(found.len(), 1, "{name}");
    text(found[0])
}

pub fn figures(page: &Html) -> Vec<String> {
    let ids = selected(page, "figure").into_iter();
    ids.map(|figure| figure.value().attr("id").unwrap().to_owned())
        .collect()
}

#[test]
fn a_page_has_all_sections_in_their_order_and_the_winner_first() {
    let place = place();
    let search =
        "search @iris.csv --space ranges.toml --strategy random --trials 30 --cv shuffled:3 --confirm 3";
    let found = place.json(&format!("{search} --out s --quiet --json"));
    let (source, page) = page(&place, "s");
    let titles: Vec<String> = selected(&page, "h2").into_iter().map(text).collect();
    assert_eq!(
        titles,
        [
            "Verdict",
            "Score against cost",
            "Progress of the search",
            "Hyperparameters",
            "Which hyperparameters mattered",
            "Scores by fold",
            "Learning curves and answers",
            "Racing and fresh folds",
            "Data",
            "Provenance"
        ]
    );
    let best = &found["best"];
    let lead = text(selected(&page, ".lead")[0]);
    let (searched, fresh) = (&best["mean_test_score"], &best["mean_confirm_score"]);
    let says = format!(
        "Trial {} wins with accuracy {:.4} over 3 folds, and {:.4} on fresh folds.",
        best["trial"],
        searched.as_f64().unwrap(),
        fresh.as_f64().unwrap()
    );
    assert_eq!(lead, says);
    let verdict = section(&page, "verdict");
    assert!(
        verdict.contains("30 trials by random: 30 with a score; 90 fits in 3 folds"),
        "{verdict}"
    );
    assert!(verdict.contains(&format!("{}", best["flash"])), "{verdict}");
    let all = [
        "score-against-cost",
        "history",
        "parallel-coordinates",
        "importance",
        "folds",
        "confirmation",
    ];
    assert_eq!(figures(&page), all);
    // the points that are drawn are the trials' own
    let marks = selected(&page, "#score-against-cost .mark title").len();
    assert_eq!(marks, 30);
    let data = section(&page, "data");
    assert!(data.contains("sepal") && data.contains("setosa"), "{data}");
    // the same study gives the same page
    place.ok("report s -o again.html");
    assert_eq!(place.read("again.html"), source);
    let (out, _) = place.ok("report s -o -");
    assert_eq!(out, source);
}

#[test]
fn the_command_finds_the_same() {
    let place = place();
    let iris = fs::read_to_string(crate::place::data("iris.csv")).unwrap();
    place.write("iris.csv", iris);
    for (at, flags) in [
        "--space ranges.toml --strategy random --trials 6 --cv shuffled:3 --confirm 2 --seed 7",
        "--space lists.toml --cv 3 --quantize int8 --select-by int8 --select within=0.05 --scale minmax",
        "--space ranges.toml --strategy gp --trials 12 --batch 2 --cv 3 --mcu cortex-m4f --limit flash=9K --rng numpy",
        "--space lists.toml --strategy halving --cv 3 --factor 2 --min-resources 2 --scoring f1_macro",
        "--space lists.toml --strategy halving --cv 3 --resource n_samples --min-resources 40",
        "--space lists.toml --race halving --cv 4 --holdout 0.2 --drop 0 --categories 1 --categorical one-hot",
        "--space layers.toml --strategy random --trials 5 --cv 2",
        "--space shared.toml --drop species --target 0 --task regress --scale-target minmax --cv 2",
    ]
    .iter()
    .enumerate()
    {
        place.write("shared.toml", "[[space]]\nhidden_layer_sizes = 5\nalpha = [1]\nmax_iter = 4\n[[space]]\nhidden_layer_sizes = 5\n\
                                    alpha = [0.1, 0.01]\nmax_iter = 4\n");
        let layers = "hidden_layer_sizes = { low = 4, high = 33, layers = [1, 3], log = true }\nbatch_size = { low = 8, high = 33, step = 8 }\nmax_iter = 3\n";
        place.write("layers.toml", layers);
        place.ok(&format!("search iris.csv {flags} --out s{at} --quiet"));
        let (_, page) = page(&place, &format!("s{at}"));
        let command = text(selected(&page, "code.command")[0]);
        let space = text(selected(&page, "code.space")[0]);
        assert!(command.starts_with("mcutune search iris.csv --space space.toml "), "{command}");
        place.write("space.toml", space);
        let words = shlex::split(&command).unwrap().join(" ");
        let again = words.trim_start_matches("mcutune ");
        place.ok(&format!("{again} --out again{at} --quiet"));
        assert_eq!(
            without_times(&place, &format!("again{at}")),
            without_times(&place, &format!("s{at}")),
            "{command}"
        );
    }
}

#[test]
fn studies_of_all_kinds_have_a_page() {
    let place = place();
    place.write("one.toml", "hidden_layer_sizes = [[4]]\nmax_iter = 5\n");
    place.write(
        "failed.toml",
        "alpha = [1, 2]\nlearning_rate_init = [1e30]\nsolver = ['sgd']\nmax_iter = 3\n",
    );
    place.write(
        "some.toml",
        "learning_rate_init = [1e30, 0.01]\nsolver = ['sgd']\nmax_iter = 3\n",
    );
    let numbers: String = (0..40)
        .map(|i| format!("{},{},{}\n", i, i * i % 7, i * i))
        .collect();
    place.write("values.csv", format!("a,b,c\n{numbers}"));
    for (name, search, says) in [
        (
            "grid",
            "@iris.csv --space lists.toml --cv 2",
            "4 trials by grid: 4 with a score",
        ),
        (
            "gp",
            "@iris.csv --space ranges.toml --strategy gp --trials 24 --cv 3",
            "Exact racing",
        ),
        (
            "halving",
            "@iris.csv --space lists.toml --strategy halving --cv 2",
            "Successive halving",
        ),
        (
            "rows",
            "@iris.csv --space lists.toml --strategy halving --resource n_samples --min-resources 30 --cv 2",
            "rows alone may have been dropped",
        ),
        (
            "raced",
            "@iris.csv --space lists.toml --race halving --cv 4",
            "Racing by halves",
        ),
        ("one", "@iris.csv --space one.toml --cv 2", "1 trial by grid"),
        ("some", "@iris.csv --space some.toml --cv 2", "1 without a score"),
        (
            "limited",
            "@iris.csv --space lists.toml --cv 2 --mcu cortex-m0 --limit flash=4950,stack=4K",
            "beyond the limits",
        ),
        (
            "int8",
            "@iris.csv --space lists.toml --cv 2 --quantize int8",
            "In int8",
        ),
        ("values", "values.csv --space lists.toml --cv 3", "r2"),
        (
            "mse",
            "values.csv --space lists.toml --cv 3 --scoring neg_mean_squared_error",
            "neg_mean_squared_error",
        ),
        (
            "log_loss",
            "@iris.csv --space lists.toml --cv 3 --scoring neg_log_loss",
            "neg_log_loss",
        ),
        (
            "class",
            "@breast_cancer.csv --space lists.toml --cv 2 --scoring f1 --pos-label 0",
            "f1 of class 0",
        ),
    ] {
        place.ok(&format!("search {search} --out {name} --quiet"));
        let (_, page) = page(&place, name);
        let all = text(page.root_element());
        assert!(all.contains(says), "{name}: {says}: {all}");
    }
    // a search without a winner, which is an error, leaves its journal
    let refused = place.refused("search @iris.csv --space failed.toml --cv 2 --out none --quiet");
    assert!(refused.contains("every candidate failed"), "{refused}");
    let (_, none) = page(&place, "none");
    assert!(
        text(selected(&none, ".lead")[0]).starts_with("There is no winner: none of 2 trials has a score")
    );
    // and one that was killed in mid-way
    let journal = place.read("grid/journal.log");
    let lines: Vec<&str> = journal.lines().collect();
    let trials = lines.iter().filter(|line| line.contains("\"op_code\":4")).count();
    fs::create_dir(place.path("begun")).unwrap();
    for kept in 0..trials {
        let text: String = lines[..lines.len() - trials + kept]
            .iter()
            .map(|line| format!("{line}\n"))
            .collect();
        place.write("begun/journal.log", text);
        let (_, begun) = page(&place, "begun");
        let lead = text_of(&begun, ".lead");
        assert_eq!(
            lead.starts_with("There is no winner: no trial is done yet"),
            kept == 0,
            "{lead}"
        );
        if kept > 0 {
            assert!(section(&begun, "verdict").contains("no model of this winner"));
        }
    }
    // killed before its settings were whole, there is nothing to tell
    let header = lines.len() - trials;
    let mut cut: Vec<String> = (0..header).map(|kept| lines[..kept].join("\n") + "\n").collect();
    cut.extend(["{\"op_code\":0".into(), {
        let whole = lines[..header].join("\n");
        whole[..whole.len() - 100].to_owned()
    }]);
    for text in cut {
        place.write("begun/journal.log", text);
        for data in ["", " --data @iris.csv"] {
            let refused = place.refused(&format!("report begun -o page.html{data}"));
            assert!(
                refused.contains("begun: its search was ended before it had written its settings"),
                "{refused}"
            );
        }
    }
}

pub fn text_of(page: &Html, selector: &str) -> String {
    text(selected(page, selector)[0])
}

#[test]
fn a_shard_has_a_page_that_says_so_and_shards_have_none() {
    let place = place();
    for shard in 0..2 {
        let search = "search @iris.csv --space lists.toml --cv 2 --out big --quiet";
        place.ok(&format!("{search} --shard {shard}/2"));
    }
    let (_, page) = page(&place, "big/shard-1-of-2");
    assert!(section(&page, "verdict").contains("This is shard 1/2 of a search of 4 candidates"));
    let refused = place.refused("report big -o page.html");
    assert!(
        refused.contains("big holds shards that are not merged; `mcutune merge big`"),
        "{refused}"
    );
}

#[test]
fn names_of_the_data_are_no_markup() {
    let place = place();
    let wild = "<script>alert(1)</script>";
    let mut table = format!("\"<img src=x onerror=alert(2)>\",\"a\u{202e}\"\"b\",\"{wild}\"\n");
    for i in 0..40 {
        let _ = writeln!(
            table,
            "{i},{},\"{}\"",
            i % 7,
            if i % 2 == 0 { "</title><b>" } else { "&lt;'\"\"]]>" }
        );
    }
    place.write("<h1>.csv", table);
    let search = format!("search <h1>.csv --space lists.toml --cv 2 --target {wild} --out s --quiet");
    place.ok(&search);
    let (source, page) = page(&place, "s --pictures pictures");
    let data = section(&page, "data");
    for name in [
        wild,
        "<img src=x onerror=alert(2)>",
        "a\\u{202e}\"b",
        "</title><b>",
        "&lt;'\"]]>",
    ] {
        assert!(data.contains(name), "{name}: {data}");
    }
    assert!(!source.contains("<script>alert") && !source.contains("<img") && !source.contains('\u{202e}'));
    let command = text(selected(&page, "code.command")[0]);
    assert!(command.contains(&format!("--target '{wild}'")), "{command}");
}

#[test]
fn several_studies_are_compared() {
    let place = place();
    place.ok("search @iris.csv --space lists.toml --cv 3 --out a/iris.study --quiet");
    place.ok(
        "search @iris.csv --space ranges.toml --strategy random --trials 5 --cv 3 --out b/iris.study --quiet",
    );
    place.ok("search @breast_cancer.csv --space lists.toml --cv 2 --scoring roc_auc --out c.study --quiet");
    let (_, two) = page(&place, "a/iris.study b/iris.study");
    assert_eq!(text_of(&two, "h1"), "2 studies compared");
    let headings: Vec<String> = selected(&two, "h2").into_iter().map(text).collect();
    assert_eq!(headings.len(), 3);
    assert!(headings[1].contains("iris (a/iris.study)"), "{headings:?}");
    assert_eq!(selected(&two, "#comparison .series").len(), 9 + 2);
    assert_eq!(selected(&two, "#comparison ul.key li").len(), 2);
    assert!(figures(&two).contains(&"study-2-history".into()));
    let (_, three) = page(&place, "a/iris.study b/iris.study c.study");
    let said = section(&three, "comparison");
    assert!(
        said.contains("They maximise different scores") && said.contains("There is no common picture"),
        "{said}"
    );
    // the same on a terminal
    let (out, _) = place.ok("show a/iris.study c.study");
    for part in [
        "study",
        "iris",
        "breast_cancer",
        "grid",
        "different data",
        "breast_cancer: trial ",
        "learning_rate_init=",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(
        out.lines()
            .take_while(|line| !line.contains(": trial"))
            .all(|line| line.chars().count() <= 80),
        "{out}"
    );
    let shown = place.json("show a/iris.study b/iris.study --json");
    let own = place.json("show b/iris.study --best --json");
    assert_eq!(shown["studies"][1]["best"], own);
    assert_eq!(shown["studies"][1]["strategy"], "random");
    for flag in ["--trial 0", "--best", "--pareto", "--plot p.svg", "--top 3"] {
        let refused = place.refused(&format!("show a/iris.study b/iris.study {flag}"));
        assert!(
            refused.contains("is of one study, and there are 2: give one"),
            "{refused}"
        );
    }
    let many = "a/iris.study ".repeat(13);
    let (_, many) = page(&place, &many);
    assert!(selected(&many, "h2").len() == 1 && text(many.root_element()).contains("at most 12 of them"));
}

#[test]
fn pictures_are_files_of_their_own() {
    let place = place();
    place.ok(
        "search @iris.csv --space ranges.toml --strategy gp --trials 30 --race none --cv 3 --out s --quiet",
    );
    let (out, _) = place.ok("report s -o page.html --pictures p/ictures");
    assert!(
        !place.path("p/ictures").exists() || out.contains("p/ictures: "),
        "{out}"
    );
    let names: BTreeSet<String> = fs::read_dir(place.path("p/ictures"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    for name in [
        "score-against-cost",
        "history",
        "parallel-coordinates",
        "importance",
        "folds",
        "confirmation",
    ] {
        for extension in ["svg", "png", "csv"] {
            assert!(
                names.contains(&format!("{name}.{extension}")),
                "{name}.{extension}: {names:?}"
            );
        }
        let svg = place.read(&format!("p/ictures/{name}.svg"));
        let mut reader = quick_xml::Reader::from_str(&svg);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                event => drop(event.unwrap_or_else(|error| panic!("{name}: {error}"))),
            }
        }
        assert!(
            svg.contains("<title") && svg.contains("<desc") && !svg.contains("var("),
            "{name}"
        );
        let png = fs::File::open(place.path(&format!("p/ictures/{name}.png"))).unwrap();
        let mut png = png::Decoder::new(std::io::BufReader::new(png))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; png.output_buffer_size().unwrap()];
        png.next_frame(&mut pixels).unwrap();
        let mut colors: Vec<[u8; 4]> = pixels.chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]]).collect();
        colors.sort_unstable();
        colors.dedup();
        assert!(colors.len() > 20, "{name} has {} colours", colors.len());
    }
    // numbers are whole: those of the table
    let shares = place.read("p/ictures/importance.csv");
    let sum: f64 = shares
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().parse::<f64>().unwrap())
        .sum();
    assert!((sum - 1.0).abs() < 1e-12, "{shares}");
    let trials = place.json("show s --json");
    let costs = place.read("p/ictures/score-against-cost.csv");
    let mut rows = costs.lines().skip(1);
    let first: Vec<&str> = rows.next().unwrap().split(',').collect();
    let number: usize = first[0].parse().unwrap();
    assert_eq!(
        first[1].parse::<f64>().ok(),
        trials["trials"][number]["mean_test_score"].as_f64()
    );
    assert_eq!(
        first[3].parse::<u64>().ok(),
        trials["trials"][number]["flash"].as_u64()
    );
}

#[test]
fn with_the_data_the_best_are_fitted_again() {
    let place = place();
    place.ok("search @iris.csv --space lists.toml --cv 3 --quantize int8 --out s --quiet");
    let (without, _) = page(&place, "s");
    assert!(without.contains("A study keeps no curves and no answers"));
    let (source, shown) = page(&place, "s --data @iris.csv --pictures p");
    let all = figures(&shown);
    for name in ["learning-curves", "confusion-f32", "confusion-int8"] {
        assert!(all.contains(&name.to_owned()), "{name}: {all:?}");
    }
    // the answers are those that the scores are of: accuracy over folds of equal size
    let best = place.json("show s --best --json");
    for (dtype, score) in [("f32", "mean_test_score"), ("int8", "mean_test_score_int8")] {
        let table = place.read(&format!("p/confusion-{dtype}.csv"));
        let (mut right, mut all) = (0, 0);
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let count: u64 = cells[2].parse().unwrap();
            all += count;
            right += if cells[0] == cells[1] { count } else { 0 };
        }
        assert_eq!(all, 150);
        assert!(
            (right as f64 / 150.0 - best[score].as_f64().unwrap()).abs() < 1e-12,
            "{dtype}: {table}"
        );
    }
    let curves = place.read("p/learning-curves.csv");
    assert_eq!(curves.lines().count(), 1 + 5, "{curves}");
    assert_eq!(curves.lines().next().unwrap().split(',').count(), 1 + 4);
    let losses: Vec<f64> = curves
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).unwrap().parse().unwrap())
        .collect();
    assert!(losses[4] < losses[0], "{losses:?}");
    place.ok("report s --data @iris.csv -o again.html");
    assert_eq!(place.read("again.html"), source);
    // values: r2 of the answers is that of the search
    let numbers: String = (0..40)
        .map(|i| format!("{},{},{}\n", i, i * i % 7, i * i))
        .collect();
    place.write("values.csv", format!("a,b,c\n{numbers}"));
    place.ok("search values.csv --space lists.toml --cv 2 --scoring neg_mean_absolute_error --out v --quiet");
    let (_, shown) = page(&place, "v --data values.csv --pictures v/p");
    assert!(figures(&shown).contains(&"residuals-int8".to_owned()));
    let rows = place.read("v/p/residuals-f32.csv");
    let off: Vec<f64> = rows
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(2).unwrap().parse::<f64>().unwrap().abs())
        .collect();
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    let best = place.json("show v --best --json")["mean_test_score"]
        .as_f64()
        .unwrap();
    assert!((mean + best).abs() < 1e-6 * mean, "{mean} {best}");
    // other data, and several studies
    let refused = place.refused("report s --data values.csv -o page.html");
    assert!(refused.contains("values.csv"), "{refused}");
    let refused = place.refused("report s v --data values.csv -o page.html");
    assert!(refused.contains("--data is of one study"), "{refused}");
    let refused = place.refused("report v --data values.csv -o values.csv");
    assert!(refused.contains("would be overwritten"), "{refused}");
}

#[test]
fn what_cannot_be_read_or_written_is_one_error() {
    let place = place();
    place.ok("search @iris.csv --space lists.toml --cv 2 --out s --quiet");
    let refused = place.refused("report none -o page.html");
    assert!(refused.contains("none/journal.log"), "{refused}");
    assert!(!place.path("page.html").exists());
    let refused = place.refused("report s -o s/journal.log");
    assert!(refused.contains("belongs to a study"), "{refused}");
    let refused = place.refused("report s -o no/page.html");
    assert!(refused.contains("there is no directory no"), "{refused}");
    place.write("file", "");
    let refused = place.refused("report s -o page.html --pictures file");
    assert!(
        refused.contains("--pictures file: cannot be created"),
        "{refused}"
    );
    let refused = place.refused("report s -o page.html --select-by int8");
    assert!(refused.contains("no scores in int8"), "{refused}");
    let journal = place.read("s/journal.log");
    place.write(
        "s/journal.log",
        journal.replacen("\"n_iter\":[", "\"n_iter\":[1", 1),
    );
    let refused = place.refused("report s -o page.html");
    assert!(refused.contains("checksum does not match"), "{refused}");
    let output = place.run("report s");
    assert_eq!(output.status.code(), Some(2), "{:?}", printed(&output));
}

#[test]
fn of_several_costs_the_line_is_the_best_at_that_cost_or_less() {
    let place = place();
    place.write(
        "space.toml",
        "hidden_layer_sizes = [[2], [16], [4, 4], [2, 2, 2, 2], [8, 2], [3, 3, 3], [12, 2, 2]]\n\
         learning_rate_init = [0.003, 0.05]\nmax_iter = 12\n",
    );
    place.ok(
        "search @iris.csv --space space.toml --cv shuffled:3 --seed 1 --confirm 2 --objectives score,flash,ram --out s --quiet",
    );
    let trials = place.json("show s --json")["trials"].as_array().unwrap().clone();
    let mut front: Vec<(u64, f64)> = trials
        .iter()
        .filter(|trial| trial["pareto"] == true)
        .map(|trial| {
            (
                trial["flash"].as_u64().unwrap(),
                trial["mean_test_score"].as_f64().unwrap(),
            )
        })
        .collect();
    front.sort_by_key(|(flash, _)| *flash);
    assert!(
        !front.windows(2).all(|pair| pair[0].1 <= pair[1].1),
        "{front:?}: nothing is shown by it"
    );
    let (_, page) = page(&place, "s");
    let line = selected(&page, "#score-against-cost svg.chart .front")[0];
    let corners: Vec<(f64, f64)> = line
        .value()
        .attr("points")
        .unwrap()
        .split(' ')
        .map(|corner| corner.split_once(',').unwrap())
        .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
        .collect();
    assert!(corners.len() > 2);
    assert!(
        corners
            .windows(2)
            .all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 >= pair[1].1),
        "{corners:?}"
    );
    let most = front.iter().map(|(_, mean)| *mean).fold(0.0, f64::max);
    let (flash, _) = front.iter().find(|(_, mean)| *mean == most).unwrap();
    let said = section(&page, "cost");
    let says = format!("The front has {} trials: ", front.len());
    assert!(said.contains(&says), "{says}: {said}");
    let says = format!(", the best {most:.4} at {flash}.");
    assert!(said.contains(&says), "{says}: {said}");
    let race = section(&page, "race");
    assert!(
        race.contains("shuffled: the 2 best trials of the front."),
        "{race}"
    );
}

#[test]
fn fresh_folds_are_told_by_the_rule() {
    let place = place();
    let search =
        "search @iris.csv --space ranges.toml --strategy random --trials 12 --cv shuffled:3 --confirm 4";
    place.ok(&format!("{search} --out best --quiet"));
    let (_, best) = page(&place, "best");
    let said = section(&best, "race");
    for part in ["the 4 best trials.", "The best mean of both scores won"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for rule in ["one-standard-error", "within=0.02", "knee"] {
        place.ok(&format!("{search} --select {rule} --out {rule} --quiet"));
        let (_, shown) = page(&place, rule);
        let said = section(&shown, "race");
        for part in [
            format!("that {rule} chooses among."),
            format!("The rule {rule} chose it, by the means of both scores."),
        ] {
            assert!(said.contains(&part), "{part}: {said}");
        }
        for part in ["best trial", "alone had chosen", "mean of both scores won"] {
            assert!(!said.contains(part), "{part}: {said}");
        }
    }
}

#[test]
fn pictures_overwrite_neither_the_data_nor_the_page() {
    let place = place();
    let iris = fs::read_to_string(crate::place::data("iris.csv")).unwrap();
    place.write("history.csv", &iris);
    place.ok("search history.csv --space lists.toml --cv 2 --out s --quiet");
    let refused = place.refused("report s -o r.html --data history.csv --pictures .");
    assert!(
        refused
            .contains("--pictures ./history.csv: that file is read by this command and would be overwritten"),
        "{refused}"
    );
    let refused = place.refused("report s -o history.svg --pictures .");
    assert!(
        refused.contains("--pictures ./history.svg: that file is written by --output already"),
        "{refused}"
    );
    assert_eq!(place.read("history.csv"), iris);
    assert!(!place.path("r.html").exists() && !place.path("history.svg").exists());
    place.ok("report s -o r.html --data history.csv --pictures p");
}

#[test]
fn a_study_that_has_grown_is_not_told_to_be_found_the_same() {
    let place = place();
    place.ok("search @iris.csv --space lists.toml --cv 2 --out s --quiet");
    let (_, begun) = page(&place, "s");
    assert!(section(&begun, "provenance").contains("This command finds the same"));
    place.write("lists.toml", LISTS.replace("[[4], ", "[[4], [5], "));
    place.ok("search @iris.csv --space lists.toml --cv 2 --out s --quiet");
    let (_, grown) = page(&place, "s");
    let said = section(&grown, "provenance");
    assert!(
        said.contains("The study has grown") && !said.contains("finds the same"),
        "{said}"
    );
    // ended early: fewer draws from lists are others, and fewer from ranges the first
    let early = "search @iris.csv --strategy random --trials 4 --cv 2 --target-score 0.1 --jobs 1 --quiet";
    for (space, is_said) in [("lists", false), ("ranges", true)] {
        place.ok(&format!("{early} --space {space}.toml --out {space}"));
        let (_, shown) = page(&place, space);
        let said = section(&shown, "provenance");
        assert_eq!(said.contains("another study has just these"), is_said, "{said}");
        assert!(section(&shown, "verdict").contains("of the 4 trials that were asked for"));
    }
}

#[test]
fn a_search_that_was_given_a_time_is_not_told_to_be_of_as_many_trials_as_a_search_takes() {
    let place = place();
    for (strategy, space) in [
        ("gp --race none", "ranges"),
        ("random", "lists"),
        ("random", "ranges"),
    ] {
        let search = format!(
            "search @iris.csv --strategy {strategy} --cv 2 --jobs 1 --space {space}.toml --time 1h --target-score 0.1 \
             --quiet --out s"
        );
        let _ = std::fs::remove_dir_all(place.path("s"));
        place.ok(&search);
        let done = place.read("s/cv_results.csv").lines().count() - 1;
        let (source, shown) = page(&place, "s");
        let said = section(&shown, "provenance");
        if (strategy, space) == ("random", "lists") {
            // fewer would be others: all of the lists, of which these are the first
            assert!(
                said.contains("--trials 100000") && said.contains("goes on to its end"),
                "{said}"
            );
            continue;
        }
        assert!(!source.contains("100000"), "{source}");
        assert!(
            said.contains(&format!("--trials {done}"))
                && said.contains("goes on where it is given the study"),
            "{said}"
        );
        let verdict = section(&shown, "verdict");
        assert!(!verdict.contains("asked for"), "{verdict}");
    }
}

#[test]
fn what_the_study_keeps_and_what_the_page_is_of_is_told() {
    let place = place();
    place.ok("search @iris.csv --space lists.toml --cv 2 --keep-predictions --out s --quiet");
    let (_, kept) = page(&place, "s");
    assert!(section(&kept, "answers").contains("This study keeps answers, but no curves"));
    assert!(text_of(&kept, "footer").contains("from the studies alone;"));
    let (_, with) = page(&place, "s --data @iris.csv");
    assert!(text_of(&with, "footer").contains("from the study and its data;"));
}

#[test]
fn scores_of_other_numbers_or_classes_share_no_picture() {
    let place = place();
    let iris = "search @iris.csv --space lists.toml --cv 2 --quantize int8";
    let class = "search @breast_cancer.csv --space lists.toml --cv 2 --scoring f1";
    place.ok(&format!("{iris} --out f32 --quiet"));
    place.ok(&format!("{iris} --select-by int8 --out int8 --quiet"));
    place.ok(&format!("{class} --pos-label 0 --out no --quiet"));
    place.ok(&format!("{class} --pos-label 1 --out yes --quiet"));
    for pair in ["f32 int8", "no yes"] {
        let (_, shown) = page(&place, pair);
        assert!(
            section(&shown, "comparison").contains("There is no common picture"),
            "{pair}"
        );
    }
    let (_, shown) = page(&place, "int8 int8");
    assert!(section(&shown, "comparison").contains("accuracy, int8 against flash (bytes) of all studies"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let place = place();
    place.ok("search @iris.csv --space lists.toml --cv 2 --out s --quiet");
    let refused = place.refused("report s -o /dev/full");
    assert!(refused.contains("/dev/full: cannot be written"), "{refused}");
}
