"""Gathers what pipeline.py, cnn.py and vgg.py wrote to models/runs/seed/ into results.json, the table of docs/seed.md,
the plots beside it and the shipped weights. Trains nothing; what was not run is called not measured."""

import argparse
import json
import math
import os

import numpy as np
from PIL import Image

import cnn
import crops
import network
import plots
import training

EPILOG = """example:
  python3 models/seed/results.py            prints the table, and compares the float16 weights with the trained ones
  python3 models/seed/results.py --record   writes models/seed/results.json, figures/*.png, cnn.json and cnn.npz too, and
                                            the table into docs/seed.md"""
# Student's t, 97.5 %, four degrees of freedom: five folds.
T_FIVE = 2.776
MARKER = "<!-- written by models/seed/results.py -->"
PAGE = os.path.normpath(os.path.join(crops.HERE, "..", "..", "docs", "seed.md"))


def wilson(share, n):
    """95 % interval of a share (Wilson 1927), as if the cells were independent."""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return [round(middle - half, 4), round(middle + half, 4)]


def read(path):
    """A JSON file, or None where the run was not made."""
    if not os.path.exists(path):
        return None
    with open(path) as file:
        return json.load(file)


def spread(results):
    """Mean, standard deviation and 95 % interval of the mean of the five folds' figures."""
    out = {}
    for key in ("accuracy", "sensitivity", "specificity"):
        values = np.array([r[key] for r in results])
        half = T_FIVE * values.std(ddof=1) / math.sqrt(len(values))
        out[key] = {
            "mean": round(float(values.mean()), 4),
            "sd": round(float(values.std(ddof=1)), 4),
            "interval": [round(float(values.mean() - half), 4), round(float(values.mean() + half), 4)],
        }
    return out


def half_precision(stem):
    """How far the weights move the validation scores of the random split when they are stored as float16."""
    data = crops.load()
    result = read(os.path.join(crops.RUNS, "cnn-random", "result.json"))
    _, check = crops.random_split(len(data.labels), result["seed"])
    full = network.probabilities(network.load(os.path.join(crops.RUNS, "cnn-random", "cnn")), data.images[check])
    half = network.probabilities(network.load(stem), data.images[check])
    return {
        "bytes": os.path.getsize(stem + ".npz"),
        "accuracy": round(training.measured(half, data.labels[check])["accuracy"], 5),
        "largestScoreDifference": round(float(np.abs(full - half).max()), 5),
    }


def percent(value):
    return "%.2f" % (100 * value)


def table(results):
    """Markdown, its columns aligned as the project's formatter wants them."""
    lines = ["| system | split | cells validated | accuracy, % | sensitivity, % | specificity, % |"]
    one, five = results["cnn"]["random"], results["cnn"]["folds"]
    if one:
        lines.append(
            "| the seed's CNN, %d epochs | random, **leaks patients** (%d of %d on both sides) | %s | %s (%s–%s) | %s | %s |"
            % (one["epochs"], one["patientsOnBothSides"], results["pipeline"]["patients"], format(one["validation"], ","),
               percent(one["accuracy"]), *map(percent, one["interval"]), percent(one["sensitivity"]),
               percent(one["specificity"]))
        )
    for fold in five:
        lines.append(
            "| the same, %d epochs | patients of fold %d held out | %s | %s | %s | %s |"
            % (fold["epochs"], fold["fold"], format(fold["validation"], ","), percent(fold["accuracy"]),
               percent(fold["sensitivity"]), percent(fold["specificity"]))
        )
    if results["cnn"]["spread"]:
        cells = ["%s ± %s" % (percent(v["mean"]), percent(v["sd"])) for v in results["cnn"]["spread"].values()]
        lines.append("| **mean ± standard deviation of the folds** | five patient-grouped folds | %s | **%s** | %s | %s |"
                     % (format(sum(fold["validation"] for fold in five), ","), *cells))
    else:
        lines.append("| mean of the folds | five patient-grouped folds | | not measured (%d of 5 folds) | | |" % len(five))
    for name, key in (("VGG16 fixed, dense head", "head"), ("VGG16, block 5 fine-tuned", "fineTuned")):
        runs = results["vgg16"]
        if not runs:
            lines.append("| %s | | | not measured | not measured | not measured |" % name)
        for run in runs:
            lines.append("| %s | %s | %s | %s | %s | %s |" % (name, run["split"], format(run["validation"], ","),
                         *(percent(run[key][figure]) for figure in ("accuracy", "sensitivity", "specificity"))))
    return aligned([[cell.strip() for cell in line.strip("|").split("|")] for line in lines])


def aligned(rows):
    widths = [max(3, *(len(row[i]) for row in rows)) for i in range(len(rows[0]))]
    rows = [rows[0], ["-" * width for width in widths]] + rows[1:]
    return "\n".join("| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths)) + " |" for row in rows)


def put_into(path, text):
    """Replaces what stands between the page's two markers. Raises Refused if they are not there."""
    with open(path) as file:
        page = file.read()
    parts = page.split(MARKER)
    if len(parts) != 3:
        raise crops.Refused("%s has not the marker %s twice" % (crops.shown(path), MARKER))
    with open(path, "w") as file:
        file.write(parts[0] + MARKER + "\n\n" + text + "\n\n" + MARKER + parts[2])


def small_png(source, target, colours=96):
    """A palette copy, a third of the size; good enough to look at."""
    Image.open(source).convert("RGB").quantize(colours).save(target, optimize=True)


def gathered():
    runs = crops.RUNS
    one = read(os.path.join(runs, "cnn-random", "result.json"))
    if one:
        one["interval"] = wilson(one["accuracy"], one["validation"])
    five = [r for r in (read(os.path.join(runs, "cnn-fold%d" % f, "result.json")) for f in range(5)) if r]
    if len({r["epochs"] for r in five}) > 1:
        raise crops.Refused("the folds were trained for different numbers of epochs; train them alike")
    total, trainable = network.counts(cnn.fresh(0))
    names = ["random"] + ["fold%d" % f for f in range(5)]
    vgg = [read(os.path.join(runs, "vgg-" + name, "result.json")) for name in names]
    return {
        "pipeline": read(os.path.join(runs, "pipeline", "pipeline.json")),
        "cnn": {
            "parameters": {"total": total, "trainable": trainable, "nonTrainable": total - trainable},
            "random": one,
            "folds": five,
            "spread": spread(five) if len(five) == 5 else None,
        },
        "vgg16": [r for r in vgg if r],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help="write the committed files as well")
    options = parser.parse_args()
    results = gathered()
    if results["pipeline"] is None or results["cnn"]["random"] is None:
        raise crops.Refused("run models/seed/pipeline.py and models/seed/cnn.py train first")
    stem = cnn.SHIPPED if options.record else os.path.join(crops.RUNS, "cnn-random", "float16")
    network.save(network.load(os.path.join(crops.RUNS, "cnn-random", "cnn")), stem, np.float16)
    results["cnn"]["shipped"] = half_precision(stem)
    print(table(results))
    print("float16 weights: %s" % json.dumps(results["cnn"]["shipped"]))
    if not options.record:
        return
    with open(os.path.join(crops.HERE, "results.json"), "w") as file:
        json.dump(results, file, indent=2)
        file.write("\n")
    put_into(PAGE, table(results))
    figures = os.path.join(crops.HERE, "figures")
    os.makedirs(figures, exist_ok=True)
    # The contact sheet stays in models/runs: the research images are no part of the project.
    small_png(os.path.join(crops.RUNS, "cnn-random", "history.png"), os.path.join(figures, "cnn-random.png"))
    five = results["cnn"]["folds"]
    if len(five) == 5:
        histories = [read(os.path.join(crops.RUNS, "cnn-fold%d" % r["fold"], "history.json")) for r in five]
        plots.fold_histories(histories, os.path.join(figures, "cnn-folds.png"))
        small_png(os.path.join(figures, "cnn-folds.png"), os.path.join(figures, "cnn-folds.png"))
        random = results["cnn"]["random"]["accuracy"]
        groups = [("random split (leaks)", [random]), ("patients held out", [r["accuracy"] for r in five])]
        plots.folds(groups, os.path.join(figures, "splits.png"))


if __name__ == "__main__":
    main()
