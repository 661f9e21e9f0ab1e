//! What two runs of a search must share.

use serde_json::Value;

use crate::place::Place;

/// The files of a study, recorded times taken out.
pub fn without_times(place: &Place, study: &str) -> Vec<String> {
    let read = |name: &str| {
        let text = place.read(&format!("{study}/{name}"));
        assert!(text.ends_with('\n'), "{name} is not whole");
        text
    };
    let mut all: Vec<String> = Vec::new();
    for line in read("journal.log").lines() {
        let mut line: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
        let fields = line.as_object_mut().unwrap();
        fields.retain(|name, _| !name.starts_with("datetime_") && name != "checksum");
        if let Some(attributes) = fields.get_mut("user_attrs").and_then(Value::as_object_mut) {
            attributes.retain(|name, _| !name.ends_with("_time"));
        }
        all.push(line.to_string());
    }
    let table = read("cv_results.csv");
    let header = table.lines().next().unwrap_or_default().split(',');
    // behind the columns of the strategy
    let times = header.take_while(|name| *name != "mean_fit_time").count();
    let timeless = |row: &str| {
        let fields = row.split(',').enumerate();
        let kept = fields.filter(|(i, _)| !(times..times + 4).contains(i));
        kept.map(|(_, field)| field).collect::<Vec<_>>().join(",")
    };
    all.extend(table.lines().map(timeless));
    let best = read("best.json");
    all.extend(best.lines().filter(|l| !l.contains("_time")).map(str::to_owned));
    all.push(read("model.json"));
    all
}
