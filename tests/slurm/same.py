"""Whether two studies have the same bytes but for times: same.py A B."""

import json
import pathlib
import sys


def line(text):
    fields = {
        name: value
        for name, value in json.loads(text).items()
        if not name.startswith("datetime_") and name != "checksum"
    }
    attributes = fields.get("user_attrs", {})
    for name in [name for name in attributes if name.endswith("_time")]:
        del attributes[name]
    return json.dumps(fields)


def timeless(study):
    read = lambda name: pathlib.Path(study, name).read_text().splitlines()
    return {
        "journal.log": [line(text) for text in read("journal.log")],
        # the first four columns are times
        "cv_results.csv": [row.split(",", 4)[4] for row in read("cv_results.csv")],
        "best.json": [row for row in read("best.json") if "_time" not in row],
        "model.json": read("model.json"),
    }


a, b = (timeless(study) for study in sys.argv[1:3])
for name in a:
    if a[name] != b[name]:
        sys.exit(f"{name} differs")
trials = len(a["cv_results.csv"]) - 1
print(f"{sys.argv[1]} and {sys.argv[2]} have the same bytes but for times: {trials} candidates")
