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
