"""Labels and categories that are texts and look like numbers, in every format; run in this folder:
python make.py, with numpy, pandas, pyarrow, openpyxl and scikit-learn."""

import numpy as np
import pandas as pd
from sklearn.preprocessing import OneHotEncoder


def save(name, frame):
    """All formats in which a cell of text is told from a number."""
    frame.to_json(f"{name}.json", orient="records")
    frame.to_parquet(f"{name}.parquet", index=False)
    frame.to_excel(f"{name}.xlsx", index=False)


versions = ["1.1", "1.10", "1.2.1"]
rows = [(i % 3 * 3 + i % 5 / 10, i % 7 / 10, versions[i % 3]) for i in range(60)]
labels = pd.DataFrame(rows, columns=["a", "b", "fw"])
labels.to_csv("labels.csv", index=False)
# these labels alone are numbers, and two of them are one
few = labels[labels.fw != "1.2.1"].head(20)
save("few_labels", few)
few.to_csv("few_labels.csv", index=False)
np.savez("few_labels.npz", X=few[["a", "b"]].to_numpy(), y=few.fw.to_numpy(str))

known = ["1", "01", "100", "3A0"]
codes = pd.DataFrame([(known[i % 4], i % 7 / 10, "wxyz"[i % 4]) for i in range(40)], columns=["id", "b", "y"])
save("codes", codes)
codes.to_csv("codes.csv", index=False)
few = pd.DataFrame({"id": ["01", "1E2", "1", "001"], "b": 0.5})
save("few_codes", few)
few.to_csv("few_codes.csv", index=False)
numbers = pd.DataFrame({"id": [1.0, 100.0, 2.0], "b": 0.5})
save("number_codes", numbers)
np.savez("number_codes.npz", X=numbers.to_numpy())

encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(codes[["id"]])
print(encoder.categories_)
for texts in few.id, numbers.id.astype(int).astype(str):
    print(encoder.transform(pd.DataFrame({"id": texts})))
