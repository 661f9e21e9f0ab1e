//! Files of Edge Impulse: acquisitions in its JSON format, and lists of labels.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::RecordingError;
use super::table::Samples;

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

/// Samples of an acquisition, and how many there are a second; none where the text is another JSON.
pub(super) fn acquisition(path: &str, text: &str) -> Result<Option<(Samples, f64)>, RecordingError> {
    let is_one = text.contains("\"payload\"") && text.contains("\"interval_ms\"");
    if !is_one {
        return Ok(None);
    }
    let malformed = |what: String| RecordingError::Malformed {
        path: path.to_owned(),
        what,
    };
    let read: Acquisition = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    let Payload {
        interval_ms,
        sensors,
        values,
    } = read.payload;
    let mut columns = vec![Vec::with_capacity(values.len()); sensors.len()];
    for (at, row) in values.into_iter().enumerate() {
        let row = match row {
            Row::Several(row) => row,
            Row::One(number) => vec![number],
        };
        if row.len() != sensors.len() {
            let (got, sensors) = (row.len(), sensors.len());
            return Err(malformed(format!(
                "`payload.values` has {got} numbers in row {} (from 1), for {sensors} sensors",
                at + 1
            )));
        }
        if let Some(bad) = row.iter().find(|x| !(**x as f32).is_finite()) {
            return Err(malformed(format!(
                "`payload.values` has {bad} in row {} (from 1)",
                at + 1
            )));
        }
        columns
            .iter_mut()
            .zip(row)
            .for_each(|(column, x)| column.push(x as f32));
    }
    if !(interval_ms > 0.0) {
        return Err(malformed(format!(
            "`payload.interval_ms` is {interval_ms}, not above 0"
        )));
    }
    let samples = Samples {
        axes: sensors.into_iter().map(|sensor| sensor.name).collect(),
        columns,
        stamps: None,
        labels: None,
        sessions: None,
        notes: Vec::new(),
    };
    Ok(Some((samples, 1000.0 / interval_ms)))
}

/// What a list says of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Listed {
    /// Whether it is kept for testing.
    pub testing: Option<bool>,
    /// The label of all of it.
    pub label: Option<String>,
    /// Labels of stretches: the first sample, the last, and what they are. Of windows in samples.
    pub stretches: Vec<(usize, usize, String)>,
}

/// Lists of files with their labels.
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
#[serde(rename_all = "camelCase")]
struct InfoLabel {
    #[serde(rename = "type")]
    kind: String,
    label: Option<String>,
    #[serde(default)]
    labels: Vec<Stretch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stretch {
    label: String,
    start_index: usize,
    end_index: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Structured {
    structured_labels: BTreeMap<String, Vec<Stretch>>,
}

/// Reads a list, whose paths are below its folder.
pub(super) fn list(path: &Path, text: &str) -> Result<BTreeMap<String, Listed>, RecordingError> {
    let malformed = |error: serde_json::Error| RecordingError::Malformed {
        path: path.display().to_string(),
        what: error.to_string(),
    };
    let stretches = |all: Vec<Stretch>| {
        let one = |stretch: Stretch| (stretch.start_index, stretch.end_index, stretch.label);
        all.into_iter().map(one).collect()
    };
    if path.file_name().is_some_and(|name| name == LISTS[1]) {
        let read: Structured = serde_json::from_str(text).map_err(malformed)?;
        let listed = |(file, all)| {
            let listed = Listed {
                stretches: stretches(all),
                ..Listed::default()
            };
            (file, listed)
        };
        return Ok(read.structured_labels.into_iter().map(listed).collect());
    }
    let read: Info = serde_json::from_str(text).map_err(malformed)?;
    let listed = |file: InfoFile| {
        let mut listed = Listed {
            testing: file.category.map(|category| category == "testing"),
            ..Listed::default()
        };
        if let Some(label) = file.label {
            match label.kind.as_str() {
                "label" => listed.label = label.label,
                "multi-label" => listed.stretches = stretches(label.labels),
                _ => {}
            }
        }
        (file.path, listed)
    };
    Ok(read.files.into_iter().map(listed).collect())
}
