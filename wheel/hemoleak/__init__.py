"""Measure how much of a slice classifier's score is the patient's identity.

    import hemoleak
    report = hemoleak.audit(frame)      # a pandas DataFrame, or the path of a CSV
    report["verdict"]                   # "leaks", "separate" or "unknown"
    report                              # in a notebook: the page of the audit

A table has a row per slice, with the columns subject, study, slice, set, label and score, which are also found
under the names that other tools have for them. Nothing is sent anywhere: the work is done by Deno, in a process
that may read and write what it is given and nothing more.
"""

import html
import json
import os
import tempfile

from ._run import run

__all__ = ["Audit", "HemoleakError", "audit", "evaluate"]


class HemoleakError(ValueError):
    """A table that cannot be audited; the message has the row and what was expected there."""


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


def _options(columns, positive, sets):
    def pairs(names):
        return ",".join(f"{key}={value}" for key, value in names.items())

    return [
        *([] if columns is None else ["--columns", pairs(columns)]),
        *([] if positive is None else ["--positive", str(positive)]),
        *([] if sets is None else ["--sets", pairs(sets)]),
    ]


def _ask(command, table, options):
    if hasattr(table, "to_csv"):
        source, text = "-", table.to_csv(index=False).encode()
    else:
        source, text = os.fspath(table), b""
    # 3 and 4: the split leaks, or the names leave a doubt.
    done = run([command, source, *options], input=text, capture_output=True)
    if done.returncode not in (0, 3, 4):
        raise HemoleakError(done.stderr.decode().strip())
    return json.loads(done.stdout)
