"""Plain methods on the slices, splits and labels of a grid's ladder: does the leak need a network?

    pip install scikit-learn pyarrow
    deno task hemoleak grid plan --experiments ladder --out grid
    deno task hemoleak grid run grid
    deno task hemoleak grid collect grid                      # says in cells.csv where the runs are
    python examples/plain_methods.py grid data/phantom-xxxx   # the folder with runs/ and slices-64/
    deno task hemoleak grid collect grid --beside beside      # one table and figure of all methods

A random forest and one-nearest-neighbor learn from the training slices of each cell, as 32 x 32
pixels, and score all of its slices. What they write, `beside/<method>/<cell>.csv`, is what
`hemoleak evaluate` and `hemoleak audit` read, too; `beside/aucs.csv` has the test AUCs. Their intervals,
over seeds and subjects, are in the table of the last command.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier

SIDE = 32
METHODS = {
    "random-forest": lambda seed: RandomForestClassifier(200, random_state=seed, n_jobs=-1),
    "nearest-neighbor": lambda seed: KNeighborsClassifier(1, n_jobs=-1),
}


def read_rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def read_pixels(store):
    """The pixels of each slice in [0, 1], by subject, study and slice."""
    pixels, arrays = {}, {}
    for row in parquet.read_table(store / "slices.parquet").to_pylist():
        name = row["npy"]
        if name not in arrays:
            arrays[name] = reduced(np.load(store / name))
        key = row["subject"], row["study"], str(row["slice"])
        pixels[key] = arrays[name][row["npy_row"]]
    return pixels


def reduced(images):
    """Means over squares of pixels: SIDE x SIDE of them, one image a row."""
    count, size, _ = images.shape
    step = size // SIDE
    squares = images[:, : step * SIDE, : step * SIDE].reshape(count, SIDE, step, SIDE, step)
    return squares.mean(axis=(2, 4), dtype=np.float32).reshape(count, -1) / 255


def score(method, seed, pixels, slices):
    """The positive probability of each slice, learned from those of the training set."""
    images = np.stack([pixels[row["subject"], row["study"], row["slice"]] for row in slices])
    labels = np.array([int(row["label"]) for row in slices])
    train = np.array([row["set"] == "train" for row in slices])
    model = METHODS[method](seed).fit(images[train], labels[train])
    return model.predict_proba(images)[:, 1]


def test_auc(slices, scores):
    test = [i for i, row in enumerate(slices) if row["set"] == "test"]
    return roc_auc_score([int(slices[i]["label"]) for i in test], scores[test])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("grid", type=Path, help="a grid's folder, finished and collected")
    parser.add_argument("data", type=Path, help="the folder of its data, with runs/")
    parser.add_argument("--out", type=Path, default=Path("beside"))
    options = parser.parse_args()

    plan = json.loads((options.grid / "grid.json").read_text())
    ladder = next(one["cells"] for one in plan["experiments"] if one["name"] == "ladder")
    cells = [row for row in read_rows(options.grid / "cells.csv") if row["cell"] in ladder]
    pixels = read_pixels(options.data / f"slices-{plan['profile']['size']}")

    aucs = []
    for method in METHODS:
        (options.out / method).mkdir(parents=True, exist_ok=True)
        for cell in cells:
            slices = read_rows(options.data / "runs" / cell["run"] / "predictions.csv")
            scores = score(method, int(cell["seed"]), pixels, slices)
            with open(options.out / method / f"{cell['cell']}.csv", "w", newline="") as file:
                writer = csv.DictWriter(file, slices[0].keys())
                writer.writeheader()
                writer.writerows(row | {"score": new} for row, new in zip(slices, scores))
            condition = {name: cell[name] for name in ["labels", "split", "seed"]}
            aucs.append({"method": method} | condition | {"auc": test_auc(slices, scores)})

    with open(options.out / "aucs.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, aucs[0].keys())
        writer.writeheader()
        writer.writerows(aucs)
    for method, labels, split in sorted({(a["method"], a["labels"], a["split"]) for a in aucs}):
        own = [
            a["auc"]
            for a in aucs
            if (a["method"], a["labels"], a["split"]) == (method, labels, split)
        ]
        print(
            f"{method}, {labels} labels, by {split}: mean AUC {np.mean(own):.3f}, "
            f"{min(own):.3f} to {max(own):.3f} over {len(own)} seeds"
        )


if __name__ == "__main__":
    main()
