"""The seed's convolutional net, layer for layer (310,732 parameters), on 50×50 crops of single cells.

It is kept to compare with; the device counts with another, smaller net (see models/README.md).
"""

import argparse
import json
import os

import numpy as np
import torch

import crops
import network
import training

SHIPPED = os.path.join(crops.HERE, "cnn")
RANDOM_TITLE = "random split (leaks patients)"

EXAMPLES = """examples:
  python3 models/seed/cnn.py summary                 the layers and their parameters
  python3 models/seed/cnn.py predict CELL.png        what the shipped weights say about one cell, cut out on black
  python3 models/seed/cnn.py train --image CELL.png  random split: train, plot, save, load again, predict; about 30 s
                                                     of CPU time an epoch. Started again, it goes on where it stopped
  python3 models/seed/cnn.py train --fold 0          patients of fold 0 held out instead
  python3 models/seed/cnn.py folds                   all five folds one after the other, mean and standard deviation

Everything is written to models/runs/seed/: checkpoint.pt, history.json, history.png (loss and accuracy), cnn.json
(structure), cnn.npz (weights), result.json. "python3 models/seed/results.py" makes the table of all that was trained.

A random split puts cells of one patient on both sides: its figure flatters. What to expect of a new patient is the
figure of the folds."""


def block(filters):
    return [
        {"kind": "Conv2D", "filters": filters, "kernel": 3, "padding": "same", "activation": "relu"},
        {"kind": "MaxPooling2D", "size": 2},
        {"kind": "BatchNormalization"},
        {"kind": "Dropout", "rate": 0.2},
    ]


STRUCTURE = {
    "name": "seed-cnn",
    "input": [crops.SIDE, crops.SIDE, 3],
    "classes": list(crops.CLASSES),
    "preprocessing": network.UNIT,
    "layers": block(32)
    + block(64)
    + block(64)
    + [
        {"kind": "Flatten"},
        {"kind": "Dense", "units": 110, "activation": "relu"},
        {"kind": "Dropout", "rate": 0.2},
        {"kind": "Dense", "units": 2, "activation": "linear"},
    ],
}


def fresh(seed):
    """The net with weights drawn from the seed."""
    torch.manual_seed(seed)
    return network.Net(STRUCTURE)


def folder(options, fold):
    return os.path.join(options.out, "cnn-random" if fold is None else "cnn-fold%d" % fold)


def train(data, fold, options):
    """Trains one split (fold None: random), saves it, loads it again, and returns what its result.json holds."""
    if fold is None:
        split, title = crops.random_split(len(data.labels), options.seed), RANDOM_TITLE
    else:
        split, title = crops.patient_split(data.folds, data.patients, fold, options.seed), "patients of fold %d held out" % fold
    out = folder(options, fold)
    shared = crops.shared_patients(data.patients, *split)
    print("%s: %s cells to train on, %s to validate, %d patients on both sides"
          % (title, format(len(split[0]), ","), format(len(split[1]), ","), shared))
    net = fresh(options.seed)
    history = training.train(net, data.images, data.labels, split, out, title, options.epochs, options.rate, options.batch,
                             seed=options.seed, stop_after=options.stop_after)
    if len(history) < options.epochs:
        raise SystemExit("stopped after epoch %d of %d; the same command goes on" % (len(history), options.epochs))
    stem = os.path.join(out, "cnn")
    network.save(net, stem)
    before = network.probabilities(net, data.images[split[1]])
    after = network.probabilities(network.load(stem), data.images[split[1]])
    if np.abs(before - after).max() > 1e-5:
        raise SystemExit("error: the net that was loaded again from %s does not score as the one saved" % stem)
    result = {
        "split": title,
        "fold": fold,
        "train": len(split[0]),
        "validation": len(split[1]),
        "patientsOnBothSides": shared,
        "epochs": options.epochs,
        "seed": options.seed,
        "minutes": round(sum(entry["seconds"] for entry in history) / 60, 1),
        **{key: round(value, 5) for key, value in training.measured(after, data.labels[split[1]]).items()},
    }
    with open(os.path.join(out, "result.json"), "w") as file:
        json.dump(result, file, indent=2)
    print("%s: accuracy %.2f %%, sensitivity %.2f %%, specificity %.2f %% on %s cells; plot, structure and weights in %s"
          % (title, 100 * result["accuracy"], 100 * result["sensitivity"], 100 * result["specificity"],
             format(len(split[1]), ","), crops.shown(out)))
    return result


def predict(stem, paths, as_json):
    """Prints the class and score of each image. The score is the softmax, not calibrated."""
    images = np.stack([crops.resize(crops.read_image(path)) for path in paths])
    net = network.load(stem)
    scores = network.probabilities(net, images)[:, crops.CLASSES.index("parasitized")]
    called = [crops.CLASSES[int(score > 0.5)] for score in scores]
    if as_json:
        print(json.dumps([{"file": f, "class": c, "score": float(s)} for f, c, s in zip(paths, called, scores)]))
        return
    for path, name, score in zip(paths, called, scores):
        print("%s: %s, score %.3f (0 uninfected, 1 parasitized; not calibrated)" % (path, name, score))


def parser():
    form = {"formatter_class": argparse.RawDescriptionHelpFormatter}
    top = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, **form)
    commands = top.add_subparsers(dest="command", required=True, metavar="summary|train|folds|predict")
    commands.add_parser("summary", help="print the layers, their shapes and parameters, as Keras does")
    training_options = argparse.ArgumentParser(add_help=False)
    add = training_options.add_argument
    add("--data", default=crops.DATA, help="folder with manifest.csv and the crops (default: %s)" % crops.shown(crops.DATA))
    add("--cache", default=crops.CACHE, help="where the decoded crops are kept (default: %s)" % crops.shown(crops.CACHE))
    add("--out", default=crops.RUNS, help="where runs are written (default: %s)" % crops.shown(crops.RUNS))
    add("--rate", type=float, default=2e-3, help="peak of the one-cycle learning rate, AdamW (default: %(default)s)")
    add("--batch", type=int, default=64, help="cells a step (default: %(default)s)")
    add("--seed", type=int, default=1, help="of weights, split, order and augmentation (default: %(default)s)")
    add("--threads", type=int, default=1, help="CPU threads (default: %(default)s)")
    add("--stop-after", type=int, help="end after so many epochs in all, to go on later")
    one = commands.add_parser("train", parents=[training_options], help="train on one split", epilog=EXAMPLES, **form)
    one.add_argument("--epochs", type=int, default=12, help="default: %(default)s")
    one.add_argument("--fold", type=int, choices=range(5), help="hold out this fold's patients instead of a random fifth")
    one.add_argument("--image", help="an image of one cell to score with the net that was saved and loaded again")
    five = commands.add_parser("folds", parents=[training_options], help="train all five folds", epilog=EXAMPLES, **form)
    five.add_argument("--epochs", type=int, default=12, help="the same for every fold (default: %(default)s)")
    say = commands.add_parser("predict", help="score images of single cells")
    say.add_argument("images", nargs="+", metavar="IMAGE", help="a cell cut out on black, as in the training crops; any size")
    say.add_argument("--model", default=SHIPPED, help="structure and weights, without .json and .npz (default: the shipped)")
    say.add_argument("--json", action="store_true", help="for another program: file, class, score")
    return top


def main():
    options = parser().parse_args()
    torch.set_num_threads(getattr(options, "threads", 1))
    if options.command == "summary":
        print(network.summary(fresh(0)))
    elif options.command == "predict":
        predict(options.model, options.images, options.json)
    elif options.command == "train":
        if options.image:
            crops.read_image(options.image)  # a wrong path is told now, not after the training
        train(crops.load(options.data, options.cache), options.fold, options)
        if options.image:
            predict(os.path.join(folder(options, options.fold), "cnn"), [options.image], False)
    else:
        data = crops.load(options.data, options.cache)
        accuracy = np.array([train(data, fold, options)["accuracy"] for fold in range(5)])
        print("five folds, %d epochs each: accuracy %.2f ± %.2f %% (mean, standard deviation; patients held out)"
              % (options.epochs, 100 * accuracy.mean(), 100 * accuracy.std(ddof=1)))


if __name__ == "__main__":
    main()
