"""Twelve shapes of file as sensors, spreadsheets, R and archives of data write them, read by pandas.

    python tests/files/shapes.py            # writes host/tests/shapes anew
    python tests/files/shapes.py --check    # reads its files with pandas again and compares

The files are made up. `expected.json` has, for each, how mcutune is to read it (`options`, the names of
its flags) and what pandas reads: names and values of the features as float32, and the target.
`cargo test -p mcutune --test shapes` compares value for value. Needs pandas and openpyxl from PyPI.
"""

import argparse
import json
import pathlib

import numpy as np
import pandas as pd

PLACE = pathlib.Path(__file__).resolve().parents[2] / "host" / "tests" / "shapes"


def values(i):
    """Some numbers of two decimals, and a class."""
    return i * 37 % 101 / 4 - 5, i * 53 % 97 / 4, "abc"[i % 3]


def rows(form, count=12):
    return "".join(form.format(*values(i), i=i) for i in range(count))


def comma(text):
    return text.replace(".", ",")


def thousands(number):
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


def files():
    """Each file's name and bytes."""
    text = {}
    text["sensor_log.csv"] = (
        "# logger 3, 100 Hz\n# range 4 g\nt,acc_x,acc_y,label\n" + rows("{i},{0},{1},{2}\n")
    )
    text["preamble.csv"] = (
        "Device:;Logger 3\nSerial:;0042\n\nt;acc_x;acc_y;label\n" + comma(rows("{i};{0};{1};{2}\n"))
    )
    text["write_table.txt"] = '"a" "b" "class"\n' + rows('"{i}" {0} {1} "{2}"\n')
    text["write_csv_na.csv"] = '"","a","b","class"\n' + rows('"r{i}",{0},NA,"{2}"\n', 3) + rows(
        '"s{i}",{0},{1},"{2}"\n'
    )
    text["european.csv"] = "Zeit;Druck;Temperatur;Klasse\n" + "".join(
        f"{i};{thousands(1000 * a + 20000)};{comma(str(b))};{c}\r\n"
        for i, (a, b, c) in ((i, values(i)) for i in range(12))
    )
    text["thingspeak.csv"] = "created_at,entry_id,field1,field2,state\n" + rows(
        "2024-05-01 12:{i:02}:05 UTC,{i},{0},{1},{2}\n"
    )
    text["uci_blanks.data"] = rows("   {0:.7e}   {1:.7e}   {2}\n")
    text["uci_question.data"] = rows("{0},?,{2}\n", 2) + rows("{0},{1},{2}\n")
    text["auto_mpg.data"] = rows('{0}   {i}   {1}\t"model {2}"\n')
    text["units.csv"] = "t,speed,load,label\ns,km/h,%,\n" + rows("{i},{0},{1},{2}\n")
    text["concatenated.csv"] = 2 * ("a,b,y,\n" + rows("{0},{1},{2},\n", 6))
    text["markers.tsv"] = "a\tb\ty\n" + rows("{0}\tnull\t{2}\n", 2) + rows("-200\t{1}\t{2}\n", 2) + rows("{0}\t{1}\t{2}\n")
    data = {name: one.encode("latin1" if name == "european.csv" else "utf-8") for name, one in text.items()}
    data["idle.arduino.csv"] = ("aX,aY\n" + rows("{0},{1}\n", 5)).encode()
    data["walk.arduino.csv"] = ("aX,aY\n" + rows("{1},{0}\n", 6)).encode()
    data["records.jsonl"] = "".join(
        json.dumps({"a": a, "b": None if i == 3 else b, "y": c}) + "\n" for i, (a, b, c) in enumerate(map(values, range(9)))
    ).encode()
    return data


def arduino():
    frames = [pd.read_csv(PLACE / f"{name}.arduino.csv").assign(label=name) for name in ("idle", "walk")]
    return pd.concat(frames, ignore_index=True)


def thingspeak():
    frame = pd.read_csv(PLACE / "thingspeak.csv")
    time = pd.to_datetime(frame.pop("created_at")).dt
    parts = ["year", "month", "day", "weekday", "hour", "minute", "second"]
    for at, part in enumerate(parts):
        frame.insert(at, f"created_at_{part}", getattr(time, "day_of_week" if part == "weekday" else part))
    return frame


def concatenated():
    frame = pd.read_csv(PLACE / "concatenated.csv", index_col=False)
    frame = frame[frame.a != "a"].drop(columns="Unnamed: 3")
    return frame.assign(a=frame.a.astype(float), b=frame.b.astype(float))


def unnamed(frame):
    return frame.rename(columns={column: f"x{column}" for column in frame.columns})


def cases():
    """Files, mcutune's options, and the frame whose last column is the target."""
    read = lambda name, **how: pd.read_csv(PLACE / name, **how)
    blanks = dict(header=None, sep=r"\s+")
    return [
        (["sensor_log.csv"], {}, read("sensor_log.csv", comment="#")),
        (["preamble.csv"], {"skip-lines": 3}, read("preamble.csv", skiprows=3, sep=";", decimal=",")),
        (["write_table.txt"], {}, read("write_table.txt", sep=" ")),
        (["write_csv_na.csv"], {"index": "0", "missing": "mean"}, read("write_csv_na.csv", index_col=0)),
        (
            ["european.csv"],
            {"encoding": "latin1"},
            read("european.csv", sep=";", decimal=",", thousands=".", encoding="latin1"),
        ),
        (["thingspeak.csv"], {"dates": "parts"}, thingspeak()),
        (["uci_blanks.data"], {"no-header": True}, unnamed(read("uci_blanks.data", **blanks))),
        (
            ["uci_question.data"],
            {"no-header": True, "missing": "mean"},
            unnamed(read("uci_question.data", header=None, na_values="?")),
        ),
        (["auto_mpg.data"], {"no-header": True}, unnamed(read("auto_mpg.data", **blanks))),
        (["units.csv"], {"units-row": True}, read("units.csv", skiprows=[1])),
        (["concatenated.csv"], {}, concatenated()),
        (
            ["markers.tsv"],
            {"missing-values": "-200", "missing": "mean"},
            read("markers.tsv", sep="\t", na_values=["-200"]),
        ),
        (["idle.arduino.csv", "walk.arduino.csv"], {"label-from": "name"}, arduino()),
        (["records.jsonl"], {"missing": "mean"}, pd.read_json(PLACE / "records.jsonl", lines=True)),
    ]


def expected():
    found = []
    for names, options, frame in cases():
        features = frame.iloc[:, :-1].astype(np.float32)
        number = lambda value: None if np.isnan(value) else float(value)
        found.append(
            {
                "files": names,
                "options": options,
                "features": list(features.columns),
                "target": str(frame.columns[-1]),
                "x": [[number(value) for value in features[column]] for column in features.columns],
                "y": [str(value) for value in frame.iloc[:, -1]],
            }
        )
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    if not check:
        PLACE.mkdir(exist_ok=True)
        for name, data in files().items():
            (PLACE / name).write_bytes(data)
    text = "[\n" + ",\n".join(json.dumps(case) for case in expected()) + "\n]\n"
    stored = PLACE / "expected.json"
    if check and stored.read_text() != text:
        raise SystemExit(f"{stored} is not what pandas {pd.__version__} reads")
    stored.write_text(text)
    print(f"{len(json.loads(text))} cases, pandas {pd.__version__}")


if __name__ == "__main__":
    main()
