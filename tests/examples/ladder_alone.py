"""The ladder of `examples/scikit_learn_ladder.py` by scikit-learn alone, for the test beside this file.

    python ladder_alone.py STORE TABLE RUN...

Each RUN is a run's folder of which nothing but the sets and the labels is read. Prints the test AUC of each
as JSON. At 32 pixels a side the example takes the pixels as they are.
"""

import csv
import json
import pathlib
import sys

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def name(row):
    return row["subject"], row["study"], row["slice"]


store, table, *runs = sys.argv[1:]
pixels = {
    name(row): np.load(pathlib.Path(store, row["npy"]))[int(row["npy_row"])].ravel() for row in read(table)
}
aucs = {}
for run in map(pathlib.Path, runs):
    sets = {name(row): row["set"] for row in read(run / "split.csv")}
    labels = {name(row): int(row["label"]) for row in read(run / "predictions.csv")}
    slices = {part: [each for each in sets if sets[each] == part] for part in ("train", "test")}
    x = {part: np.array([pixels[each] for each in own], np.float32) for part, own in slices.items()}
    y = {part: [labels[each] for each in own] for part, own in slices.items()}
    seed = json.loads((run / "record.json").read_text())["cell"]["seed"]
    forest = RandomForestClassifier(200, random_state=seed).fit(x["train"], y["train"])
    aucs[run.name] = roc_auc_score(y["test"], forest.predict_proba(x["test"])[:, 1])
print(json.dumps(aucs))
