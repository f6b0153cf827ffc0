"""Bootstraps an AUC over subjects with scikit-learn, and prints what a replicate takes.

    python statistics_loop.py SCORES LABELS SUBJECTS REPLICATES

The files hold float64, uint8 and uint32 numbers, one per slice. Prints a line of JSON: seconds of CPU a
replicate, and the AUC of the sample itself.
"""

import json
import sys
import time

import numpy as np
from sklearn.metrics import roc_auc_score

if __name__ == "__main__":
    scores = np.fromfile(sys.argv[1], np.float64)
    labels = np.fromfile(sys.argv[2], np.uint8)
    subjects = np.fromfile(sys.argv[3], np.uint32)
    replicates = int(sys.argv[4])
    rows_of = [np.flatnonzero(subjects == subject) for subject in range(subjects.max() + 1)]
    rng = np.random.default_rng(0)
    start = time.process_time()
    for _ in range(replicates):
        drawn = rng.integers(0, len(rows_of), len(rows_of))
        rows = np.concatenate([rows_of[subject] for subject in drawn])
        roc_auc_score(labels[rows], scores[rows])
    seconds = (time.process_time() - start) / replicates
    print(json.dumps({"seconds": seconds, "auc": roc_auc_score(labels, scores)}))
