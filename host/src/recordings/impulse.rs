//! Files of Edge Impulse: acquisitions in its JSON format, and lists of labels.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::note::RecordingNote;
use super::samples::Samples;
use super::{RecordingError, torn};

/// An acquisition: <https://docs.edgeimpulse.com/reference/data-ingestion/acquisition-format>.
#[derive(Deserialize)]
struct Acquisition {
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    /// Milliseconds from sample to sample.
    interval_ms: f64,
    sensors: Vec<Sensor>,
    values: Vec<Row>,
}

#[derive(Deserialize)]
struct Sensor {
    name: String,
}

/// Of several sensors, or of one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Several(Vec<f64>),
    One(f64),
}

fn malformed(path: &str, what: impl Into<String>) -> RecordingError {
    RecordingError::Malformed {
        path: path.to_owned(),
        what: what.into(),
    }
}

/// Samples of an acquisition; none where the text is another JSON.
pub(super) fn acquisition(path: &str, text: &str) -> Result<Option<Samples>, RecordingError> {
    let is_one = text.contains("\"payload\"") && text.contains("\"interval_ms\"");
    if !is_one {
        return Ok(None);
    }
    let (read, notes) = read_acquisition(path, text)?;
    let Payload {
        interval_ms,
        sensors,
        values,
    } = read.payload;
    let rate = 1000.0 / interval_ms;
    if !(interval_ms > 0.0 && rate > 0.0 && rate.is_finite()) {
        let what = format!("`payload.interval_ms` is {interval_ms}, not above 0");
        return Err(malformed(path, what));
    }
    let axes: Vec<String> = sensors.into_iter().map(|sensor| sensor.name).collect();
    let twice = (1..axes.len()).find(|&at| axes[..at].contains(&axes[at]));
    if let Some(at) = twice {
        let what = format!("`payload.sensors` has two of the name `{}`", axes[at]);
        return Err(malformed(path, what));
    }
    let mut columns = vec![Vec::with_capacity(values.len()); axes.len()];
    for (at, row) in (1..).zip(values) {
        let row = match row {
            Row::Several(row) => row,
            Row::One(number) => vec![number],
        };
        if row.len() != axes.len() {
            let (got, sensors) = (row.len(), axes.len());
            let what =
                format!("`payload.values` has {got} numbers in row {at} (from 1), for {sensors} sensors");
            return Err(malformed(path, what));
        }
        if let Some(bad) = row.iter().find(|x| !(**x as f32).is_finite()) {
            let what = format!("`payload.values` has {bad} in row {at} (from 1)");
            return Err(malformed(path, what));
        }
        let row = row.into_iter().map(|x| x as f32);
        columns.iter_mut().zip(row).for_each(|(column, x)| column.push(x));
    }
    Ok(Some(Samples {
        axes,
        columns,
        rate: Some(rate),
        notes,
        ..Samples::default()
    }))
}

/// An acquisition, up to its last sample where it is cut off behind one, which is noted.
fn read_acquisition(path: &str, text: &str) -> Result<(Acquisition, Vec<RecordingNote>), RecordingError> {
    let error = match serde_json::from_str(text) {
        Ok(read) => return Ok((read, Vec::new())),
        Err(error) => error,
    };
    let torn = torn::whole_samples(text).filter(|_| error.is_eof());
    let read = torn.and_then(|whole| serde_json::from_str(&whole).ok());
    let note = RecordingNote::Truncated {
        path: path.to_owned(),
        what: "the list of samples is cut off".to_owned(),
    };
    let read = read.map(|read| (read, vec![note]));
    read.ok_or_else(|| malformed(path, error.to_string()))
}

/// What a list says of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Listed {
    /// Whether it is kept for testing.
    pub testing: Option<bool>,
    pub labels: Labels,
}

/// What a list says of a file's labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Labels {
    /// Nothing.
    #[default]
    Unsaid,
    /// That it has none.
    Unlabeled,
    /// That of all of it.
    Whole(String),
    /// Those of stretches, in their order, which do not overlap.
    Stretches(Vec<Stretch>),
}

/// A stretch of samples with a label, by the index of the first and of the last, or by their milliseconds.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stretch {
    pub label: String,
    pub start_index: u64,
    pub end_index: u64,
}

/// Files that list others with their labels.
pub(super) const LISTS: [&str; 2] = ["info.labels", "structured_labels.labels"];

#[derive(Deserialize)]
struct Info {
    files: Vec<InfoFile>,
}

#[derive(Deserialize)]
struct InfoFile {
    path: String,
    category: Option<String>,
    label: Option<InfoLabel>,
}

#[derive(Deserialize)]
struct InfoLabel {
    #[serde(rename = "type")]
    kind: String,
    label: Option<String>,
    #[serde(default)]
    labels: Vec<Stretch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Structured {
    structured_labels: BTreeMap<String, Vec<Stretch>>,
}

/// Reads a list, whose paths are below its folder.
pub(super) fn list(path: &Path, text: &str) -> Result<BTreeMap<String, Listed>, RecordingError> {
    let shown = path.display().to_string();
    let parsed = |error: serde_json::Error| malformed(&shown, error.to_string());
    if path.file_name().is_some_and(|name| name == LISTS[1]) {
        let read: Structured = serde_json::from_str(text).map_err(parsed)?;
        let listed = |(file, all): (String, Vec<Stretch>)| {
            let labels = stretches(&shown, &file, all)?;
            Ok((
                file,
                Listed {
                    testing: None,
                    labels,
                },
            ))
        };
        return read.structured_labels.into_iter().map(listed).collect();
    }
    let read: Info = serde_json::from_str(text).map_err(parsed)?;
    let listed = |file: InfoFile| {
        let labels = match file.label {
            None => Labels::Unsaid,
            Some(InfoLabel { kind, label, labels }) => match (kind.as_str(), label) {
                ("unlabeled", _) => Labels::Unlabeled,
                ("label", Some(label)) => Labels::Whole(label),
                ("multi-label", _) => stretches(&shown, &file.path, labels)?,
                (kind, _) => {
                    let what = format!("`{}` has a label of type `{kind}`, which is not read", file.path);
                    return Err(malformed(&shown, what));
                }
            },
        };
        let testing = file.category.map(|category| category == "testing");
        Ok((file.path, Listed { testing, labels }))
    };
    read.files.into_iter().map(listed).collect()
}

fn stretches(shown: &str, file: &str, mut all: Vec<Stretch>) -> Result<Labels, RecordingError> {
    all.sort_by_key(|stretch| stretch.start_index);
    let is_back = all.iter().find(|stretch| stretch.end_index < stretch.start_index);
    let overlap = all.windows(2).find(|two| two[1].start_index <= two[0].end_index);
    match is_back.or(overlap.map(|two| &two[1])) {
        Some(Stretch {
            start_index,
            end_index,
            ..
        }) => Err(malformed(
            shown,
            format!(
                "the labels of `{file}` have a stretch from {start_index} to {end_index}, which ends before it begins or is in another"
            ),
        )),
        None => Ok(Labels::Stretches(all)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &str) -> Result<Option<Samples>, RecordingError> {
        let sensors = r#"[{"name": "accX", "units": "m/s2"}, {"name": "accY", "units": "m/s2"}]"#;
        let payload = format!(r#"{{"interval_ms": 16, "sensors": {sensors}, "values": {values}}}"#);
        acquisition(
            "a.json",
            &format!(r#"{{"protected": {{"ver": "v1"}}, "payload": {payload}}}"#),
        )
    }

    #[test]
    fn an_acquisition_has_its_rate_and_its_axes() {
        let samples = read("[[1, -2.5], [3, 4]]").unwrap().unwrap();
        assert_eq!(samples.axes, ["accX", "accY"]);
        assert_eq!(samples.columns, [[1.0, 3.0], [-2.5, 4.0]]);
        assert_eq!(samples.rate, Some(62.5));
        let one = r#"{"payload": {"interval_ms": 1, "sensors": [{"name": "a"}], "values": [1, [2], 3]}}"#;
        assert_eq!(acquisition("a", one).unwrap().unwrap().columns, [[1.0, 2.0, 3.0]]);
        assert!(acquisition("a", r#"[{"x": 1}]"#).unwrap().is_none());
    }

    #[test]
    fn an_acquisition_that_is_cut_off_is_read_to_its_last_sample() {
        let start =
            r#"{"payload": {"interval_ms": 20, "sensors": [{"name": "a"}, {"name": "b"}], "values": "#;
        for cut in ["[[1, 2], [3, 4], [5", "[[1, 2], [3, 4]", "[[1, 2], [3, 4],"] {
            let samples = acquisition("a.json", &format!("{start}{cut}")).unwrap().unwrap();
            assert_eq!(samples.columns, [[1.0, 3.0], [2.0, 4.0]], "{cut}");
            assert_eq!(samples.notes.len(), 1);
            assert_eq!(
                samples.notes[0].to_string(),
                "a.json ends early: the list of samples is cut off; what is whole is read"
            );
        }
        for cut in ["[", "[[1", "[[1, 2], [3, 4]]}, \"signature\": \"00"] {
            assert!(acquisition("a.json", &format!("{start}{cut}")).is_err(), "{cut}");
        }
    }

    #[test]
    fn what_is_wrong_in_an_acquisition_is_said() {
        let error = |values: &str| read(values).unwrap_err().to_string();
        assert_eq!(
            error("[[1, 2], [3]]"),
            "a.json: `payload.values` has 1 numbers in row 2 (from 1), for 2 sensors"
        );
        assert_eq!(
            error("[[1, 1e39]]"),
            "a.json: `payload.values` has 1e39 in row 1 (from 1)".replace("1e39", &1e39_f64.to_string())
        );
        assert!(error("[[1, 2], [3").contains("at line 1 column"));
        let with = |interval: &str, names: [&str; 2]| {
            let sensors = names.map(|name| format!(r#"{{"name": "{name}"}}"#)).join(",");
            let text = format!(
                r#"{{"payload": {{"interval_ms": {interval}, "sensors": [{sensors}], "values": []}}}}"#
            );
            acquisition("a.json", &text).unwrap_err().to_string()
        };
        assert_eq!(
            with("0", ["x", "y"]),
            "a.json: `payload.interval_ms` is 0, not above 0"
        );
        assert_eq!(
            with("-1", ["x", "y"]),
            "a.json: `payload.interval_ms` is -1, not above 0"
        );
        assert_eq!(
            with("1e-320", ["x", "y"]),
            format!("a.json: `payload.interval_ms` is {}, not above 0", 1e-320_f64)
        );
        assert_eq!(
            with("1", ["x", "x"]),
            "a.json: `payload.sensors` has two of the name `x`"
        );
    }

    #[test]
    fn lists_say_labels_and_parts() {
        let info = r#"{"version": 1, "files": [
            {"path": "training/a.json", "category": "training", "label": {"type": "label", "label": "idle"}},
            {"path": "testing/b.json", "category": "testing", "label": {"type": "unlabeled"}},
            {"path": "c.json", "label": {"type": "multi-label", "labels": [
                {"label": "walk", "startIndex": 10, "endIndex": 19}, {"label": "idle", "startIndex": 0, "endIndex": 9}
            ]}},
            {"path": "d.json", "category": "training", "metadata": {"x": "y"}}
        ]}"#;
        let listed = list(Path::new("in/info.labels"), info).unwrap();
        assert_eq!(
            listed["training/a.json"],
            Listed {
                testing: Some(false),
                labels: Labels::Whole("idle".into())
            }
        );
        assert_eq!(
            listed["testing/b.json"],
            Listed {
                testing: Some(true),
                labels: Labels::Unlabeled
            }
        );
        let Labels::Stretches(stretches) = &listed["c.json"].labels else {
            panic!("{listed:?}");
        };
        let shown: Vec<_> = stretches
            .iter()
            .map(|one| (one.start_index, one.end_index, one.label.as_str()))
            .collect();
        assert_eq!(shown, [(0, 9, "idle"), (10, 19, "walk")]);
        assert_eq!(listed["d.json"].labels, Labels::Unsaid);
        let structured = r#"{"version": 1, "type": "structured-labels", "structuredLabels": {
            "e.json": [{"startIndex": 0, "endIndex": 300, "label": "up"}]}}"#;
        let listed = list(Path::new("structured_labels.labels"), structured).unwrap();
        assert!(matches!(listed["e.json"].labels, Labels::Stretches(_)));
    }

    #[test]
    fn what_is_wrong_in_a_list_is_said() {
        let error = |name: &str, text: &str| list(Path::new(name), text).unwrap_err().to_string();
        let stretches = |all: &str| {
            let text = format!(r#"{{"structuredLabels": {{"e.json": [{all}]}}}}"#);
            error("structured_labels.labels", &text)
        };
        let says = "structured_labels.labels: the labels of `e.json` have a stretch from";
        let back = stretches(r#"{"startIndex": 5, "endIndex": 4, "label": "up"}"#);
        assert!(back.starts_with(&format!("{says} 5 to 4")), "{back}");
        let both = stretches(
            r#"{"startIndex": 0, "endIndex": 4, "label": "up"}, {"startIndex": 4, "endIndex": 9, "label": "up"}"#,
        );
        assert!(both.starts_with(&format!("{says} 4 to 9")), "{both}");
        assert!(error("info.labels", "{").starts_with("info.labels: EOF"));
        let kind = error(
            "info.labels",
            r#"{"files": [{"path": "a", "label": {"type": "boxes"}}]}"#,
        );
        assert_eq!(
            kind,
            "info.labels: `a` has a label of type `boxes`, which is not read"
        );
    }
}
