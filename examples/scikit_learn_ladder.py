"""A random forest as a trainer of `hemoleak grid`, on slices that `preprocess` wrote into STORE.

    pip install scikit-learn pyarrow
    python -c "from pyarrow import csv, parquet as p; \\
      csv.write_csv(p.read_table('STORE/slices.parquet'), 'slices.csv')"
    deno task hemoleak grid plan --table slices.csv --experiments ladder --out GRID \\
      --trainer 'forest=python examples/scikit_learn_ladder.py STORE {split} {predictions} {seed}'
    deno task hemoleak grid run GRID && deno task hemoleak grid collect GRID
"""

import csv
import sys

import numpy as np
from sklearn.ensemble import RandomForestClassifier

store, split, predictions, seed = sys.argv[1:]
with open(split, newline="") as file:
    rows = list(csv.DictReader(file))
number, label = (np.array([int(row[name]) for row in rows]) for name in ("row", "label"))
train = np.array([row["set"] == "train" for row in rows])
files = {name: np.load(f"{store}/{name}") for name in {row["npy"] for row in rows}}
images = np.stack([files[row["npy"]][int(row["npy_row"])] for row in rows])

# Means over squares of pixels: 32 x 32 of them, one image a row.
step = images.shape[1] // 32
squares = images[:, : 32 * step, : 32 * step].reshape(len(rows), 32, step, 32, step)
pixels = squares.mean(axis=(2, 4), dtype=np.float32).reshape(len(rows), -1)

forest = RandomForestClassifier(200, random_state=int(seed)).fit(pixels[train], label[train])
score = forest.predict_proba(pixels)[:, 1]
table = np.column_stack([number, label, score])
np.savetxt(predictions, table, "%.17g", ",", header="row,label,score", comments="")
