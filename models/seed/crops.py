"""The labelled cells as the seed prepares them: read, resized to 50×50, normalised, shuffled, split."""

import csv
import hashlib
import os
import sys
from collections import namedtuple

import cv2
import numpy as np

SIDE = 50
CLASSES = ("uninfected", "parasitized")
HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.normpath(os.path.join(HERE, "..", "..", "..", "shared", "data", "nih-cells"))
CACHE = os.path.normpath(os.path.join(HERE, "..", "cache"))
RUNS = os.path.normpath(os.path.join(HERE, "..", "runs", "seed"))
# The whole fields are these patients': they stay test patients for ever.
FIELD_PATIENTS = frozenset(["C12", "C92"])

Crops = namedtuple("Crops", "images labels patients folds files")


class Refused(SystemExit):
    """What a person did or has cannot be worked with; the message says what to do. Ends the command with status 1."""

    def __init__(self, message):
        super().__init__("error: " + message)


def shown(path):
    """The path as it is shortest to read from where the command was started."""
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) and os.path.isabs(path) else near


def read_image(path):
    """H×W×3 uint8 RGB. Raises Refused if there is no such file or it is no image."""
    if not os.path.exists(path):
        raise Refused("there is no file %s" % path)
    if os.path.isdir(path):
        raise Refused("%s is a folder; give one image of one cell" % path)
    with open(path, "rb") as file:
        content = np.frombuffer(file.read(), np.uint8)
    # A phone's EXIF turn changes nothing for a single cell; unread, stored order is kept.
    image = cv2.imdecode(content, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION) if len(content) else None
    if image is None:
        raise Refused("%s cannot be read as an image; JPEG, PNG, WebP, TIFF and BMP can" % path)
    return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def resize(image, side=SIDE):
    """side×side×3 uint8. Proportions are not kept: the seed's resize does not keep them either."""
    shrinking = image.shape[0] >= side and image.shape[1] >= side
    return cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LINEAR)


def manifest(data):
    """Rows of manifest.csv without the patients of the whole fields. Raises Refused if it is not there."""
    path = os.path.join(data, "manifest.csv")
    if not os.path.exists(path):
        raise Refused("there is no %s; --data names the folder with manifest.csv and the crops" % path)
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["fold"] != "field"]
    if FIELD_PATIENTS & {row["patient"] for row in rows}:
        raise Refused("patients of the whole fields have a fold in %s; they must never be trained on" % path)
    return rows


def digest(files):
    """Names a selection of crops: twelve hexadecimal digits over the file names in their order."""
    return hashlib.sha256("".join(file + "\n" for file in files).encode()).hexdigest()[:12]


def load(data=DATA, cache=CACHE):
    """All crops, N×50×50×3 uint8 in RGB, with labels 0/1, patients, folds 0–4 and files; decoded once, then cached.

    The cache's name carries a hash of the file names: another selection makes another cache.
    """
    rows = manifest(data)
    path = os.path.join(cache, "seed-%d-%s.npy" % (SIDE, digest([row["file"] for row in rows])))
    if os.path.exists(path):
        images = np.load(path)
    else:
        print("reading %s crops, once; they are kept in %s" % (format(len(rows), ","), shown(path)), file=sys.stderr)
        images = np.stack([resize(read_image(os.path.join(data, row["file"]))) for row in rows])
        os.makedirs(cache, exist_ok=True)
        with open(path + ".part", "wb") as file:
            np.save(file, images)
        os.replace(path + ".part", path)
    return Crops(
        images,
        np.array([CLASSES.index(row["label"]) for row in rows], dtype=np.int64),
        np.array([row["patient"] for row in rows]),
        np.array([int(row["fold"]) for row in rows]),
        np.array([row["file"] for row in rows]),
    )


def shuffled(n, seed):
    return np.random.RandomState(seed).permutation(n)


def random_split(n, seed=1, share=0.8):
    """Indices (train, validation), shuffled: the seed's split. Cells of one patient fall on both sides."""
    order = shuffled(n, seed)
    cut = int(n * share)
    return order[:cut], order[cut:]


def patient_split(folds, patients, fold, seed=1):
    """Indices (train, validation), shuffled; no patient on both sides. Raises Refused if the folds would leak one."""
    order = shuffled(len(folds), seed)
    train, validation = order[folds[order] != fold], order[folds[order] == fold]
    if set(patients[train]) & set(patients[validation]):
        raise Refused("a patient stands on both sides of fold %d" % fold)
    return train, validation


def shared_patients(patients, train, validation):
    """How many patients have cells on both sides."""
    return len(set(patients[train]) & set(patients[validation]))
