//! What is written of each window.

use mcutune::{ColumnData, Data, TargetColumn};

/// Windows as columns of as many numbers or texts.
pub struct Rows<'d> {
    pub names: Vec<&'d str>,
    /// The features, in the order of their names.
    pub features: Vec<&'d [f32]>,
    pub recording: Vec<&'d str>,
    /// When each begins, in seconds from the beginning of its recording.
    pub start: Vec<f64>,
    pub label: Vec<&'d str>,
}

impl<'d> Rows<'d> {
    pub fn of(data: &'d Data) -> Self {
        let numbers = |data: &'d ColumnData| match data {
            ColumnData::Numeric(values) => Some(values.as_slice()),
            ColumnData::Text(_) => None,
        };
        let recording = data.groups().map_or_else(Vec::new, |groups| {
            let of_rows = groups.of_rows().iter();
            of_rows
                .map(|&group| groups.names()[group as usize].as_str())
                .collect()
        });
        let label = match data.target() {
            Some(TargetColumn::Classes { labels, names }) => labels
                .iter()
                .map(|&label| names[usize::from(label)].as_str())
                .collect(),
            _ => vec![""; data.rows()],
        };
        let start = data.windowed().map_or_else(Vec::new, |windowed| {
            (0..data.rows()).map(|row| windowed.start(row)).collect()
        });
        Self {
            names: data.feature_names(),
            features: data
                .columns()
                .iter()
                .filter_map(|column| numbers(&column.data))
                .collect(),
            recording,
            start,
            label,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.label.len()
    }
}
