"""Train one classifier on two splits of the same slices, for hemoleak to audit.

    pip install scikit-learn
    python examples/scikit_learn.py
    deno task hemoleak audit by_slice.csv      # leaks: exit status 3
    deno task hemoleak audit by_subject.csv    # separate: exit status 0

The slices are SYNTHETIC: random features that mark each subject, and hardly the disease.
"""

import csv

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GroupShuffleSplit, train_test_split

SUBJECTS, SLICES, FEATURES = 60, 12, 16

rng = np.random.default_rng(seed=0)
subject = np.repeat(np.arange(SUBJECTS), SLICES)
label = rng.permutation(SUBJECTS)[subject] % 2
looks = rng.normal(size=(SUBJECTS, FEATURES))  # what makes a head that very head
features = looks[subject] + rng.normal(scale=0.7, size=(subject.size, FEATURES))
features[:, 0] += 1.5 * label  # the disease


def write_predictions(path, train, test):
    model = RandomForestClassifier(random_state=0).fit(features[train], label[train])
    score = model.predict_proba(features)[:, 1]
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["subject", "study", "slice", "set", "label", "score"])
        for name, rows in [("train", train), ("test", test)]:
            for row in np.sort(rows):
                who = f"S{subject[row]:02}"
                writer.writerow([who, who, row % SLICES, name, label[row], score[row]])


rows = np.arange(subject.size)
write_predictions("by_slice.csv", *train_test_split(rows, test_size=0.3, random_state=0))

by_subject = GroupShuffleSplit(n_splits=1, test_size=0.3, random_state=0)
write_predictions("by_subject.csv", *next(by_subject.split(rows, groups=subject)))
