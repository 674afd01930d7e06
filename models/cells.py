"""The prepared crops (models/prepare.mjs) and their labels, patients and folds."""

import csv
import json
import os
from collections import namedtuple

import numpy as np

Cells = namedtuple("Cells", "crops labels patients folds files prepared")


def load(cache):
    """Crops N×48×48×4 uint8 (RGB by the crop convention, then the soft mask), labels 0/1, patients, folds, files.

    The rows marked `field` never get here: they belong to the patients of the whole fields.
    """
    with open(os.path.join(cache, "index.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    with open(os.path.join(cache, "prepared.json")) as file:
        prepared = json.load(file)
    crops = np.load(os.path.join(cache, "crops.npy"), mmap_mode="r")
    if len(rows) != len(crops):
        raise SystemExit("index.csv and crops.npy are not of one preparation: run models/prepare.mjs again")
    patients = np.array([row["patient"] for row in rows])
    if set(patients) & {"C12", "C92"}:
        raise SystemExit("patients of the whole fields among the crops: never train on them")
    return Cells(
        crops,
        np.array([row["label"] == "parasitized" for row in rows], dtype=np.int64),
        patients,
        np.array([int(row["fold"]) for row in rows]),
        np.array([row["file"] for row in rows]),
        prepared,
    )


def foreign(cache):
    """Crops N×48×48×4 uint8 of malaria-free blood of other laboratories (models/prepare-foreign.mjs), and each one's chance
    to be drawn: a collection of many cells counts less a cell. None where they were not prepared."""
    file = os.path.join(cache, "foreign.npy")
    if not os.path.exists(file):
        return np.zeros((0, 48, 48, 4), np.uint8), np.zeros(0)
    crops = np.load(file)
    with open(os.path.join(cache, "foreign.csv"), newline="") as rows:
        sets = np.array([row["set"] for row in csv.DictReader(rows)])
    if len(sets) != len(crops):
        raise SystemExit("foreign.csv and foreign.npy are not of one preparation: run models/prepare-foreign.mjs again")
    chance = np.zeros(len(sets))
    for name in set(sets):
        chance[sets == name] = (sets == name).sum() ** -0.5
    return crops, chance / chance.sum()
