use super::*;

#[test]
fn what_is_written_is_read() {
    let all = "5 shuffled:2 stratified:3 kfold:255 group:7 time-series:4 shuffle-split:10 shuffle-split:1 column:fold column:a:b stratified-group:3 repeated:5x3 loo";
    for text in all.split(' ') {
        let cv: Cv = text.parse().unwrap();
        assert_eq!(cv.to_string(), text);
        // and what a study has of it
        let shuffled = matches!(cv, Cv::Shuffled(_));
        let there = Cv::of_study(cv.number().unwrap_or(3), cv.kind().as_deref()).unwrap();
        assert_eq!(there, if shuffled { Cv::Folds(2) } else { cv });
    }
}

#[test]
fn what_is_no_kind_of_folds_is_refused() {
    for (text, says) in [
        ("1", "is 1"),
        ("65536", "2..=65535"),
        ("shuffle-split:0", "1..=65535"),
        ("time-series:1", "is 1, and is in 2..=65535"),
        ("group:1", "is 1"),
        ("group", "group:N"),
        ("group:", "group:N"),
        ("", "kfold:N"),
        ("-3", "kfold:N"),
        ("mixed:3", "`mixed` is no kind of folds"),
        ("column:", "without the name"),
        ("repeated:5", "repeated:5x3"),
        ("repeated:1x5", "2 or more each time"),
        ("repeated:5x0", "2 to 65535 in all"),
        ("repeated:256x256", "2 to 65535 in all"),
        ("loo:3", "`loo` is no kind"),
        ("folds:3", "`folds` is no kind"),
    ] {
        let error = text.parse::<Cv>().unwrap_err().to_string();
        assert!(error.contains(says), "{text}: {error}");
    }
}
