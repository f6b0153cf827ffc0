"""A multinomial regression as a trainer of `hemoleak grid` on several classes, for the test beside this file.

    python class_trainer.py {split} {predictions} {seed}
"""

import csv
import sys

import numpy as np
from sklearn.linear_model import LogisticRegression

split, predictions, seed = sys.argv[1:]
with open(split, newline="") as file:
    rows = list(csv.DictReader(file))
x = np.array([[float(row["mu"]), float(row["sd"])] for row in rows])
label = np.array([row["label"] for row in rows])
train, test = (np.array([row["set"] == name for row in rows]) for name in ("train", "test"))
model = LogisticRegression(C=100, random_state=int(seed)).fit(x[train], label[train])
with open(predictions, "w", newline="") as file:
    out = csv.writer(file)
    out.writerow(["row", "label", *(f"score_{name}" for name in model.classes_)])
    for row, scores in zip(np.array(rows)[test], model.predict_proba(x[test])):
        out.writerow([row["row"], row["label"], *scores.tolist()])
