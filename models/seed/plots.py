"""Plots and contact sheets as small PNGs."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator
import numpy as np


def history(entries, title, path):
    """Loss and accuracy over the epochs, training and validation, side by side."""
    epochs = np.arange(1, len(entries) + 1)
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), dpi=90)
    left.plot(epochs, [e["loss"] for e in entries], "o-", ms=3, label="training (augmented, dropout)")
    left.plot(epochs, [e["validation"]["loss"] for e in entries], "s-", ms=3, label="validation")
    left.set(xlabel="epoch", ylabel="cross-entropy", ylim=(0, None))
    right.plot(epochs, [100 * e["accuracy"] for e in entries], "o-", ms=3, label="training (augmented, dropout)")
    right.plot(epochs, [100 * e["validation"]["accuracy"] for e in entries], "s-", ms=3, label="validation")
    right.set(xlabel="epoch", ylabel="accuracy, %", ylim=(None, 100))
    for axes in (left, right):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        axes.legend(fontsize=7)
    figure.suptitle(title, fontsize=9)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def fold_histories(histories, path):
    """Validation loss and accuracy over the epochs, a line a fold; the training's mean dotted."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3), dpi=90)
    for axes, key, factor in ((left, "loss", 1), (right, "accuracy", 100)):
        for fold, entries in enumerate(histories):
            values = [factor * e["validation"][key] for e in entries]
            axes.plot(np.arange(1, len(values) + 1), values, "o-", ms=3, label="patients of fold %d" % fold)
        training = np.mean([[factor * e[key] for e in entries] for entries in histories], axis=0)
        axes.plot(np.arange(1, len(training) + 1), training, "k:", label="training (augmented), mean")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        axes.legend(fontsize=6)
    left.set(xlabel="epoch", ylabel="cross-entropy", ylim=(0, None))
    right.set(xlabel="epoch", ylabel="accuracy, %", ylim=(None, 100))
    figure.suptitle("patients held out, five folds", fontsize=9)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def samples(groups, names, path, columns=16):
    """A contact sheet: one band of images (N×H×W×3 uint8) a class."""
    figure, axes = plt.subplots(len(groups), 1, figsize=(8, 0.8 * len(groups) + 0.2), dpi=100)
    for axis, images, name in zip(np.atleast_1d(axes), groups, names):
        axis.imshow(tiled(images, columns))
        axis.set_ylabel(name, fontsize=8)
        axis.set(xticks=[], yticks=[])
    figure.tight_layout(pad=0.3)
    figure.savefig(path)
    plt.close(figure)


def tiled(images, columns):
    """One picture of all, `columns` a row, white where there is none."""
    side = images.shape[1]
    rows = -(-len(images) // columns)
    sheet = np.full((rows * side, columns * side, 3), 255, np.uint8)
    for i, image in enumerate(images):
        row, column = divmod(i, columns)
        sheet[row * side : (row + 1) * side, column * side : (column + 1) * side] = image
    return sheet


def before_after(image, small, path):
    """An image as it was and as the net sees it."""
    figure, axes = plt.subplots(1, 2, figsize=(5, 2.6), dpi=100)
    for axis, picture in zip(axes, (image, small)):
        axis.imshow(picture, interpolation="nearest")
        axis.set_title("%d×%d" % (picture.shape[1], picture.shape[0]), fontsize=8)
        axis.set(xticks=[], yticks=[])
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def folds(groups, path):
    """Validation accuracy by split: a point each, so that the spread is seen. groups: [(name, [accuracy, …]), …]."""
    figure, axes = plt.subplots(figsize=(6, 2.4), dpi=90)
    for row, (name, values) in enumerate(groups):
        axes.plot(100 * np.array(values), np.full(len(values), row), "o", ms=6, alpha=0.8)
        if len(values) > 1:
            mean = 100 * np.mean(values)
            axes.plot([mean, mean], [row - 0.25, row + 0.25], "k-", lw=1)
    axes.set_yticks(range(len(groups)))
    axes.set_yticklabels([name for name, _ in groups], fontsize=8)
    axes.set(xlabel="validation accuracy, %", ylim=(len(groups) - 0.5, -0.5))
    axes.grid(axis="x", alpha=0.3)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)
