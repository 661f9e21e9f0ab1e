"""Arrays of Python objects as NumPy writes them, for `cargo test -p mcutune --test load objects`.

    python tests/files/objects.py    # writes host/tests/cases/objects anew

`np.save` of NumPy 2 writes pickle protocol 4; protocols 2 and 3 are those of earlier ones.
"""

import datetime
import decimal
import pathlib
import pickle
import struct

import numpy as np

PLACE = pathlib.Path(__file__).resolve().parents[2] / "host" / "tests" / "cases" / "objects"
TEXTS = ["dog", "cat", None, float("nan"), "é€", "dog", "", "", "|", "dtype", "numpy", "cat"]
OTHERS = {
    "bool": True,
    "bytes": b"x",
    "date": datetime.date(2024, 1, 2),
    "decimal": decimal.Decimal("1.5"),
    "dict": {},
    "float": 1.5,
    "int": 1,
    "large": 10**30,
    "list": ["a"],
    "scalar": np.str_("x"),
    "set": {1},
    "tuple": ("a", "b"),
    "tuple4": (1, 2, 3, 4),
}


def array(items):
    made = np.empty(len(items), dtype=object)
    for index, item in enumerate(items):
        made[index] = item
    return made


def with_protocol(made, protocol):
    header = f"{{'descr': '|O', 'fortran_order': False, 'shape': {made.shape}, }}\n"
    length = struct.pack("<H", len(header))
    return b"\x93NUMPY\x01\x00" + length + header.encode() + pickle.dumps(made, protocol=protocol)


def main():
    PLACE.mkdir(exist_ok=True)
    np.save(PLACE / "texts.npy", array(TEXTS), allow_pickle=True)
    for protocol in (2, 3, 4, 5):
        PLACE.joinpath(f"protocol{protocol}.npy").write_bytes(with_protocol(array(TEXTS), protocol))
    # a pickle appends a thousand items at once
    thousands = [TEXTS[index % 2] for index in range(2001)]
    np.save(PLACE / "thousands.npy", array(thousands), allow_pickle=True)
    np.save(PLACE / "one.npy", array(["a"]), allow_pickle=True)
    np.save(PLACE / "none.npy", array([]), allow_pickle=True)
    table = np.array([["a", "b"], ["c", "d"], ["e", "f"]], dtype=object)
    np.save(PLACE / "table.npy", table, allow_pickle=True)
    np.save(PLACE / "fortran.npy", np.asfortranarray(table), allow_pickle=True)
    for name, item in OTHERS.items():
        np.save(PLACE / f"other_{name}.npy", array(["a", item, "b"]), allow_pickle=True)
    alone = with_protocol(array([decimal.Decimal("1.5")]), 2)
    PLACE.joinpath("other_alone.npy").write_bytes(alone)


if __name__ == "__main__":
    main()
