"""The seed's pipeline: read the crops, resize to 50×50, normalise, shuffle, split, show samples. Seconds, trains nothing."""

import argparse
import csv
import json
import os

import numpy as np

import crops
import network
import plots

EXAMPLES = """examples:
  python3 models/seed/pipeline.py                    each step with its figures; samples in models/runs/seed/pipeline/
  python3 models/seed/pipeline.py --image CELL.png   one image of your own through the same steps as well

Written: samples.png (a contact sheet of both labels), split.csv (file, label, patient, fold, side of the random split),
pipeline.json (the figures). The decoded crops are kept in models/cache/ and used by cnn.py and vgg.py.

Two splits are made. The random one is the seed's: four fifths of the cells to train on, cells of one patient on both
sides, so that its figures flatter. The other holds out a fifth of the patients at a time."""


def figures(data, seed):
    """What pipeline.json holds."""
    train, validation = crops.random_split(len(data.labels), seed)
    levels = data.images.reshape(-1, 3)[:: max(1, data.images.size // 3_000_000)] / np.float32(255)
    folds = []
    for fold in range(5):
        learn, check = crops.patient_split(data.folds, data.patients, fold, seed)
        folds.append(
            {
                "fold": fold,
                "train": len(learn),
                "validation": len(check),
                "patients": len(set(data.patients[check])),
                "patientsOnBothSides": crops.shared_patients(data.patients, learn, check),
            }
        )
    return {
        "cells": len(data.labels),
        "patients": len(set(data.patients)),
        **{name: int((data.labels == i).sum()) for i, name in enumerate(crops.CLASSES)},
        "shape": list(data.images.shape[1:]),
        "meanRgb": [round(float(v), 4) for v in levels.mean(0)],
        "sdRgb": [round(float(v), 4) for v in levels.std(0)],
        "seed": seed,
        "random": {
            "train": len(train),
            "validation": len(validation),
            "patientsOnBothSides": crops.shared_patients(data.patients, train, validation),
        },
        "folds": folds,
    }


def write_split(data, seed, path):
    train, _ = crops.random_split(len(data.labels), seed)
    side = np.full(len(data.labels), "validation", dtype=object)
    side[train] = "train"
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "label", "patient", "fold", "random"])
        for i in range(len(data.labels)):
            writer.writerow([data.files[i], crops.CLASSES[data.labels[i]], data.patients[i], data.folds[i], side[i]])


def samples(data, seed, each=16):
    """Indices of `each` cells of either label (or all there are), drawn without looking."""
    order = crops.shuffled(len(data.labels), seed)
    return [order[data.labels[order] == label][:each] for label in range(len(crops.CLASSES))]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--data", default=crops.DATA, help="folder with manifest.csv and the crops (default: %s)" % crops.shown(crops.DATA))
    add("--cache", default=crops.CACHE, help="where the decoded crops are kept (default: %s)" % crops.shown(crops.CACHE))
    add("--out", default=os.path.join(crops.RUNS, "pipeline"), help="where to write (default: models/runs/seed/pipeline)")
    add("--seed", type=int, default=1, help="of shuffling and samples (default: %(default)s)")
    add("--image", help="an image of one cell to take through the steps")
    options = parser.parse_args()

    image = crops.read_image(options.image) if options.image else None
    data = crops.load(options.data, options.cache)
    found = figures(data, options.seed)
    os.makedirs(options.out, exist_ok=True)
    print("read       %s crops of %d patients: %s parasitized, %s uninfected (rows marked field left out)"
          % (format(found["cells"], ","), found["patients"], format(found["parasitized"], ","), format(found["uninfected"], ",")))
    print("resize     to %d×%d×%d" % tuple(found["shape"]))
    print("normalise  levels / 255: mean RGB %.3f %.3f %.3f, standard deviation %.3f %.3f %.3f"
          % (*found["meanRgb"], *found["sdRgb"]))
    print("shuffle    seed %d" % options.seed)
    print("split      at random: %s to train on, %s to validate; %d patients on both sides (leaks)"
          % (format(found["random"]["train"], ","), format(found["random"]["validation"], ","),
             found["random"]["patientsOnBothSides"]))
    for fold in found["folds"]:
        print("           fold %d:    %s to train on, %s to validate; %d patients held out, %d on both sides"
              % (fold["fold"], format(fold["train"], ","), format(fold["validation"], ","), fold["patients"],
                 fold["patientsOnBothSides"]))
    sheet = os.path.join(options.out, "samples.png")
    plots.samples([data.images[pick] for pick in samples(data, options.seed)], crops.CLASSES, sheet)
    write_split(data, options.seed, os.path.join(options.out, "split.csv"))
    with open(os.path.join(options.out, "pipeline.json"), "w") as file:
        json.dump(found, file, indent=2)
    print("show       %s" % crops.shown(sheet))
    if image is not None:
        small = crops.resize(image)
        levels = network.normalised(small[None]).numpy()[0]
        path = os.path.join(options.out, "image.png")
        plots.before_after(image, small, path)
        print("%s: %d×%d, resized to %d×%d, levels %.3f to %.3f, mean RGB %.3f %.3f %.3f; shown in %s"
              % (options.image, image.shape[1], image.shape[0], small.shape[1], small.shape[0], levels.min(), levels.max(),
                 *levels.mean((1, 2)), crops.shown(path)))


if __name__ == "__main__":
    main()
