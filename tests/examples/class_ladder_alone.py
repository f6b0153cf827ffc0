"""The ladder of `class_trainer.py` by scikit-learn alone, for the test beside this file.

    python class_ladder_alone.py TABLE RUN...

Each RUN is a run's folder of which nothing but the sets and the labels is read. Prints the macro AUC of each on
its test set, and that of each class against the rest, as JSON.
"""

import csv
import json
import pathlib
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


table, *runs = sys.argv[1:]
features = {(row["subject"], row["slice"]): (float(row["mu"]), float(row["sd"])) for row in read(table)}
found = {}
for run in map(pathlib.Path, runs):
    # Of predictions.csv the label alone: the scores are made anew.
    rows = read(run / "predictions.csv")
    x = np.array([features[row["subject"], row["slice"]] for row in rows])
    y = np.array([row["label"] for row in rows])
    train, test = (np.array([row["set"] == name for row in rows]) for name in ("train", "test"))
    seed = json.loads((run / "record.json").read_text())["cell"]["seed"]
    model = LogisticRegression(C=100, random_state=seed).fit(x[train], y[train])
    scores = model.predict_proba(x[test])
    of_class = {name: roc_auc_score(y[test] == name, scores[:, i]) for i, name in enumerate(model.classes_)}
    macro = roc_auc_score(y[test], scores, multi_class="ovr", average="macro", labels=model.classes_)
    found[run.name] = {"macro_auc": macro} | {f"auc_{name}": auc for name, auc in of_class.items()}
print(json.dumps(found))
