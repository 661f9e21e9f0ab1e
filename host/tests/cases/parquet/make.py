"""Writes the Parquet files of this directory, and beside them what pandas reads out of each.

    pip install pandas pyarrow polars && python make.py

`NAME.csv` has the columns of `NAME.parquet` as features are: numbers in f32, moments as seconds
since 1970 and times as seconds since midnight; several files share `mixed.csv`. `zones_parts.csv` has
parts of moments by the clock of their zone, and `zones_text.csv` the same frame as pandas writes it.
"""

import datetime
import decimal
import pathlib
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

HERE = pathlib.Path(__file__).parent
START = pd.Timestamp("1970-01-01")


def mixed(rows=90):
    """A table of what most files hold."""
    random = np.random.default_rng(0)
    numbers = random.normal(size=rows).round(3)
    table = {
        "count": random.integers(-5, 300, rows),
        "wide": random.normal(size=rows) * 10.0 ** random.integers(-30, 30, rows),
        "gap": [None if row % 7 == 3 else value for row, value in enumerate(numbers.tolist())],
        "ok": [None if row % 11 == 5 else bool(row % 3) for row in range(rows)],
        "colour": [None if row % 13 == 2 else ["red", "grün", "blue, dark"][row % 3] for row in range(rows)],
        "same": [7] * rows,
        "label": 16_777_216 + np.arange(rows) // 2 % 3,
    }
    return pd.DataFrame(table)


def types(rows=40):
    """A column of each type."""
    numbers = np.arange(rows)

    def column(values, kind):
        values = [None if row % 9 == 4 else value for row, value in enumerate(values)]
        return pa.array(values, type=kind)

    moments = [datetime.datetime(2024, 5, 1, 12, 30, 5, 250_000) + datetime.timedelta(hours=7 * int(n)) for n in numbers]
    table = {}
    for bits in (8, 16, 32, 64):
        table[f"i{bits}"] = column([-int(n) for n in numbers], getattr(pa, f"int{bits}")())
        table[f"u{bits}"] = column([2**bits - 1 - int(n) for n in numbers], getattr(pa, f"uint{bits}")())
    table["f16"] = column([np.float16(n / 3) for n in numbers], pa.float16())
    table["f32"] = column([float(np.float32(n / 7 - 2)) for n in numbers], pa.float32())
    table["f64"] = column([n / 7e40 - 1e-40 for n in numbers], pa.float64())
    table["dec4"] = column([decimal.Decimal(int(n) - 20).scaleb(-2) for n in numbers], pa.decimal128(7, 2))
    table["dec16"] = column([decimal.Decimal(int(n) * 10**20 - 7).scaleb(-3) for n in numbers], pa.decimal128(30, 3))
    table["date"] = column([moment.date() for moment in moments], pa.date32())
    table["ms"] = column(moments, pa.timestamp("ms"))
    table["us"] = column(moments, pa.timestamp("us", tz="UTC"))
    table["ns"] = column(moments, pa.timestamp("ns"))
    table["time"] = column([moment.time() for moment in moments], pa.time64("us"))
    table["none"] = pa.nulls(rows)
    table["large"] = column([f"t{n % 4}" for n in numbers], pa.large_string())
    table["category"] = column([f"c{n % 3}" for n in numbers], pa.string()).dictionary_encode()
    table["label"] = pa.array([f"l{n % 2}" for n in numbers])
    return pa.table(table)


def durations(rows=40):
    """A column of durations, a second and some thousandths apart."""
    lengths = [None if row % 9 == 4 else datetime.timedelta(milliseconds=1250 * row - 3700) for row in range(rows)]
    return pd.DataFrame({"took": lengths, "label": [f"l{row % 2}" for row in range(rows)]})


def zones(rows=40):
    """Moments of zones: in winter and in summer, at midnight, before there were zones and where their rules end."""
    moments = [pd.Timestamp("2023-12-31 23:00") + row * pd.Timedelta("1000h7min30.25s") for row in range(rows - 2)]
    moments += [pd.Timestamp("1890-01-01 12:00"), pd.Timestamp("2050-07-01 12:00")]
    moments = pd.Series(moments).mask(np.arange(rows) % 9 == 4).dt.tz_localize("UTC")
    names = {"berlin": "Europe/Berlin", "york": "America/New_York", "fixed": "-05:00", "utc": "UTC"}
    table = {column: moments.dt.tz_convert(zone) for column, zone in names.items()}
    return pd.DataFrame({**table, "label": [f"l{row % 2}" for row in range(rows)]})


def parts(column):
    """The parts of a column of moments, as features have them."""
    clock, second = column.dt, column.dt.second + column.dt.microsecond / 1e6
    table = {part: getattr(clock, part) for part in ("year", "month", "day", "weekday", "hour", "minute")}
    return {f"{column.name}_{part}": values.astype(np.float32) for part, values in {**table, "second": second}.items()}


def feature(column):
    """A column as a feature has it."""
    known = column.dropna()
    first = known.iloc[0] if len(known) else None
    if isinstance(first, pd.Timedelta):
        return column.dt.total_seconds().astype(np.float32)
    if isinstance(first, pd.Timestamp):
        column = column if column.dt.tz is None else column.dt.tz_convert(None)
        return ((column - START) / pd.Timedelta(seconds=1)).astype(np.float32)
    if isinstance(first, datetime.date):
        return ((pd.to_datetime(column) - START) / pd.Timedelta(seconds=1)).astype(np.float32)
    if isinstance(first, datetime.time):
        seconds = column.map(lambda t: None if t is None else (t.hour * 60 + t.minute) * 60 + t.second + t.microsecond / 1e6)
        return seconds.astype(np.float64).astype(np.float32)
    if isinstance(first, str):
        return column
    if isinstance(first, decimal.Decimal):
        column = column.map(lambda value: None if value is None else float(value))
    return column.astype(np.float64).astype(np.float32)


def check(name, expected):
    """Writes what pandas reads, which each file of that name has to give again."""
    frame = pd.read_parquet(HERE / f"{name}.parquet")
    share(name, expected, {column: frame[column] if column == "label" else feature(frame[column]) for column in frame})


def check_parts(name, expected):
    """The same of parts of all columns of moments."""
    frame = pd.read_parquet(HERE / f"{name}.parquet")
    table = {}
    for column in frame:
        table.update({column: frame[column]} if column == "label" else parts(frame[column]))
    share(name, expected, table)


def share(name, expected, table):
    """Writes the columns of a file, which are those of all that share them."""
    text = pd.DataFrame(table).to_csv(index=False, sep="\t")
    path = HERE / f"{expected}.csv"
    if path in written:
        assert written[path] == text, name
    written[path] = text
    path.write_text(text)


written = {}
warnings.simplefilter("ignore")

mixed().to_parquet(HERE / "pandas.parquet")
mixed().set_index(np.roll(np.arange(90), 5)).to_parquet(HERE / "pandas_index.parquet")
pl.from_pandas(mixed()).write_parquet(HERE / "polars.parquet")
pl.from_pandas(mixed()).write_parquet(HERE / "polars_lz4.parquet", compression="lz4", row_group_size=40)
table = pa.Table.from_pandas(mixed(), preserve_index=False)
for name, options in {
    "snappy_plain": {"compression": "snappy", "use_dictionary": False},
    "gzip_v2": {"compression": "gzip", "data_page_version": "2.0", "row_group_size": 32},
    "zstd_v2_plain": {"compression": "zstd", "data_page_version": "2.0", "use_dictionary": False},
    "lz4": {"compression": "lz4", "row_group_size": 32},
    "stored": {"compression": "none", "data_page_size": 64, "write_batch_size": 10},
    "stored_v2_delta": {
        "compression": "none",
        "data_page_version": "2.0",
        "use_dictionary": False,
        "column_encoding": {
            "count": "DELTA_BINARY_PACKED",
            "wide": "BYTE_STREAM_SPLIT",
            "gap": "PLAIN",
            "ok": "RLE",
            "colour": "DELTA_LENGTH_BYTE_ARRAY",
            "same": "DELTA_BINARY_PACKED",
            "label": "DELTA_BINARY_PACKED",
        },
    },
}.items():
    pq.write_table(table, HERE / f"{name}.parquet", **options)
for name in ("pandas", "pandas_index", "polars", "polars_lz4", "snappy_plain", "gzip_v2", "zstd_v2_plain", "lz4", "stored", "stored_v2_delta"):
    check(name, "mixed")

pq.write_table(types(), HERE / "types.parquet", row_group_size=25)
check("types", "types")
spark = pa.table({"at": types()["us"], "label": types()["label"]})
pq.write_table(spark, HERE / "int96.parquet", use_deprecated_int96_timestamps=True)
check("int96", "int96")

# pandas and Arrow each say what is a duration, in any unit.
durations().astype({"took": "timedelta64[ns]"}).to_parquet(HERE / "durations_pandas.parquet")
table = pa.Table.from_pandas(durations().astype({"took": "timedelta64[ms]"})).replace_schema_metadata(None)
pq.write_table(table, HERE / "durations_arrow.parquet")
pl.from_pandas(durations()).write_parquet(HERE / "durations_polars.parquet")
for name in ("durations_pandas", "durations_arrow", "durations_polars"):
    check(name, "durations")

# pandas and Arrow each name the zone; of 96 bits pandas alone is believed.
zones().to_parquet(HERE / "zones_pandas.parquet")
zones().to_parquet(HERE / "zones_int96.parquet", use_deprecated_int96_timestamps=True)
pq.write_table(pa.Table.from_pandas(zones()).replace_schema_metadata(None), HERE / "zones_arrow.parquet")
pl.from_pandas(zones()).write_parquet(HERE / "zones_polars.parquet")
for name in ("zones_pandas", "zones_int96", "zones_arrow", "zones_polars"):
    check(name, "zones")
    check_parts(name, "zones_parts")
zones().to_csv(HERE / "zones_text.csv", index=False)

nested = {"x": [1.0, 2.0], "pair": [[1, 2], [3]], "where": [{"a": 1}, {"a": 2}], "y": ["a", "b"]}
pq.write_table(pa.table(nested), HERE / "nested.parquet")

pd.DataFrame({"a": [1.5], "b": [1], "y": ["u"]}).iloc[:0].to_parquet(HERE / "no_rows.parquet")

# text by its type: Namibia, and not a gap
pd.DataFrame({"country": ["NA"] * 4, "a": [1, 2, 3, 4], "y": list("uvuv")}).to_parquet(HERE / "only_na.parquet")
