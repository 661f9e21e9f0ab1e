"""Writes the bundled data sets: pip install numpy scikit-learn==1.9.1; python make.py

Every number keeps the text of the f64 that scikit-learn holds, so that it
reads back as the same f64 and the same f32.
"""

import csv
import pathlib
import re

import numpy as np
from sklearn import datasets

HERE = pathlib.Path(__file__).resolve().parent


def clean(name):
    return re.sub(r"[^0-9A-Za-z]+", "_", str(name)).strip("_")


def number(value):
    text = str(int(value)) if value == int(value) else repr(float(value))
    assert np.float32(text) == np.float32(value) and float(text) == float(value)
    return text


def write(name, data, target_name, class_names=None):
    with open(HERE / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow([clean(n) for n in data.feature_names] + [target_name])
        for row, y in zip(data.data, data.target):
            label = class_names[y] if class_names is not None else number(y)
            out.writerow([number(v) for v in row] + [label])


iris = datasets.load_iris()
write("iris", iris, "species", iris.target_names)
wine = datasets.load_wine()
write("wine", wine, "class", wine.target_names)
cancer = datasets.load_breast_cancer()
# as numbers, because by name benign would sort first and scikit-learn has malignant as class 0
write("breast_cancer", cancer, "diagnosis")
write("digits", datasets.load_digits(), "digit")
write("diabetes", datasets.load_diabetes(), "progression")
