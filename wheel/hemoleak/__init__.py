"""Measure how much of a slice classifier's score is the patient's identity.

    import hemoleak
    report = hemoleak.audit(frame)      # a pandas DataFrame, or the path of a CSV
    report["verdict"]                   # "leaks", "separate" or "unknown"
    report                              # in a notebook: the page of the audit
    hemoleak.split(frame, folds=5)      # the frame with a column fold, no subject in two of them

A table has a row per slice, with the columns subject, study, slice, set, label and score, which are also found
under the names that other tools have for them. Nothing is sent anywhere: the work is done by Deno, in a process
that may read and write what it is given and nothing more.
"""

import csv
import html
import json
import os
import tempfile
import warnings

from ._run import run

__all__ = ["Audit", "HemoleakError", "audit", "evaluate", "split"]


class HemoleakError(ValueError):
    """A table that cannot be read, or not be split; the message has the row and what was expected there."""


class Audit(dict):
    """What `hemoleak audit --json` prints, as a dict; in a notebook it shows the page of the audit."""

    def __init__(self, values, page):
        super().__init__(values)
        #: The page as HTML, which stands alone.
        self.html = page

    def _repr_html_(self):
        return (
            '<iframe sandbox="" title="The audit of a split" style="width: 100%; height: 40rem; border: 0" '
            f'srcdoc="{html.escape(self.html)}"></iframe>'
        )


def audit(table, *, columns=None, positive=None, sets=None):
    """Audit the split of a table of predictions.

    columns: names of columns, such as {"subject": "PatientID"}.
    positive: the positive label, where labels are not 0 and 1.
    sets: what values of the set stand for, such as {0: "test", 1: "train"}.
    """
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "audit.html")
        options = ["--json", "--html", page, *_options(columns, positive, sets)]
        values = _ask("audit", table, options)
        with open(page, encoding="utf-8") as file:
            return Audit(values, file.read())


def evaluate(table, *, unit="slice", columns=None, positive=None, sets=None):
    """Judge the test set of a table of predictions: what `hemoleak evaluate --json` prints, as a dict."""
    options = ["--json", "--unit", unit, *_options(columns, positive, sets)]
    return _ask("evaluate", table, options)


def split(
    frame,
    *,
    test=None,
    validation=None,
    folds=None,
    by="subject",
    stratify=None,
    seed=0,
    repair=False,
    keep_network=False,
    columns=None,
):
    """Split the rows of a pandas DataFrame before anybody trains: no subject is in two sets, or folds.

    Returns a copy with a column set (train, validation, test) or, with folds, fold (1, 2, ...). What
    `hemoleak split --json` prints, how even it is and who was kept together, is in its attrs["hemoleak"].

    test: the share of all that is tested, 0.15 by default.
    validation: the share of the rest that validates, 0.2 by default.
    folds: so many folds in place of sets.
    by: what stays on one side: "subject", a column such as "site", or "slice", which leaks.
    stratify: columns that are balanced; the label by default, [] for none.
    seed: decides between equal choices.
    repair: mend the split that the frame has, with the fewest rows moved; scores that say nothing any more
        are left out.
    keep_network: with repair, move rows so that the trained network can be tested on the rest.
    columns: names of columns, such as {"subject": "PatientID"}.
    """
    if not hasattr(frame, "to_csv"):
        raise TypeError("Expected a pandas DataFrame; `hemoleak split` splits the table of a file")
    import pandas

    given = {"test": test, "validation": validation, "folds": folds}
    if stratify is not None:
        given["stratify"] = stratify if isinstance(stratify, str) else ",".join(stratify) or "none"
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "split.csv")
        options = [
            *["--json", "--out", out, "--by", by, "--seed", str(seed)],
            *[f"--{name}={value}" for name, value in given.items() if value is not None],
            *(["--repair"] if repair else []),
            *(["--keep-network"] if keep_network else []),
            *([] if columns is None else ["--columns", _pairs(columns)]),
        ]
        report = _ask("split", frame, options)
        written = pandas.read_csv(out, usecols=[report["written"]])[report["written"]]
    if len(written) != len(frame):
        raise HemoleakError("Expected a frame without rows that repeat the names of its columns")
    result = frame.copy()
    result[report["written"]] = written.to_numpy()
    if report.get("leftOut") is not None:
        result = result.drop(columns=report["leftOut"])
    result.attrs["hemoleak"] = report
    return result


def _pairs(names):
    return ",".join(f"{key}={value}" for key, value in names.items())


def _options(columns, positive, sets):
    return [
        *([] if columns is None else ["--columns", _pairs(columns)]),
        *([] if positive is None else ["--positive", str(positive)]),
        *([] if sets is None else ["--sets", _pairs(sets)]),
    ]


def _ask(command, table, options):
    with tempfile.TemporaryDirectory() as folder:
        if hasattr(table, "to_csv"):
            # What is said of the table calls it so.
            source = os.path.join(folder, "frame")
            # In quotes a name may begin with #, which else begins a comment.
            table.to_csv(source, index=False, quoting=csv.QUOTE_ALL)
        else:
            source = os.fspath(table)
        done = run([command, source, *options], capture_output=True)
    told = done.stderr.decode().strip()
    # 3 and 4: the split leaks, or the names leave a doubt.
    if done.returncode not in (0, 3, 4):
        raise HemoleakError(told)
    # How the table was read, where that is other than documented, and what to mind.
    for line in told.splitlines():
        warnings.warn(line, stacklevel=3)
    return json.loads(done.stdout)
