"""Makes folds with scikit-learn's StratifiedGroupKFold, and prints who is where.

    python split_folds.py FOLDER

FOLDER has cohorts.json, a list of numbers of folds; of cohort i there are groups<i> and labels<i>, uint32
numbers, one per slice. Prints a line of JSON for each: seconds of CPU, and the fold of each slice, from 0.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for i, folds in enumerate(json.loads((folder / "cohorts.json").read_text())):
        groups = np.fromfile(folder / f"groups{i}", np.uint32)
        labels = np.fromfile(folder / f"labels{i}", np.uint32)
        start = time.process_time()
        splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=0)
        fold_of = np.empty(len(groups), int)
        for fold, (_, tested) in enumerate(splitter.split(labels, labels, groups)):
            fold_of[tested] = fold
        seconds = time.process_time() - start
        print(json.dumps({"seconds": seconds, "folds": fold_of.tolist()}), flush=True)
