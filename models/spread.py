"""Spread between runs that differ in their seed alone, on the cells that all of them held out (float nets).

  python3 models/spread.py models/runs/fold0 models/runs/fold0-seed2 models/runs/fold0-seed3
"""

import csv
import os
import sys

import numpy as np


def held_out(run):
    with open(os.path.join(run, "held-out.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    evidence = np.array([float(row["logit_parasitized"]) - float(row["logit_uninfected"]) for row in rows])
    return [row["file"] for row in rows], np.array([int(row["label"]) for row in rows]), evidence


def figures(labels, evidence):
    """AUC; best accuracy over all thresholds; false-positive rate where 85 % of the infected cells are found. All in %."""
    order = np.argsort(-evidence, kind="stable")
    found = np.cumsum(labels[order]) / labels.sum()
    false = np.cumsum(1 - labels[order]) / (1 - labels).sum()
    auc = ((found[1:] + found[:-1]) / 2 * np.diff(false)).sum() + found[0] * false[0] / 2
    share = labels.mean()
    best = (found * share + (1 - false) * (1 - share)).max()
    return 100 * auc, 100 * best, 100 * false[np.searchsorted(found, 0.85)]


def main():
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        raise SystemExit(__doc__)
    files = None
    lines = []
    print("%-34s %8s %15s %34s" % ("run", "AUC %", "best accuracy %", "false positives % at 85 % found"))
    for run in sys.argv[1:]:
        names, labels, evidence = held_out(run)
        if files is not None and names != files:
            raise SystemExit("%s held out other cells than the first run" % run)
        files = names
        lines.append(figures(labels, evidence))
        print("%-34s %8.2f %15.2f %34.2f" % (run, *lines[-1]))
    if len(lines) > 1:
        print("%-34s %8.2f %15.2f %34.2f" % ("mean", *np.mean(lines, 0)))
        print("%-34s %8.2f %15.2f %34.2f" % ("standard deviation", *np.std(lines, 0, ddof=1)))


if __name__ == "__main__":
    main()
