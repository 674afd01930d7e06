"""Trains the cell net with one patient-grouped fold held out.

  python3 models/train.py --fold 0        # a checkpoint each epoch in models/runs/fold0; run again to take it up

Patients of the held-out fold are never seen in training; nothing is chosen on them.
"""

import argparse
import csv
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import augment
import cells as prepared_cells
import paint
from net import CellNet, multiply_adds, parameters


def sampling(labels, patients, power=0.2):
    """Chance of a cell in an epoch: patients with hundreds of parasites count less a cell, both labels half each."""
    weight = np.zeros(len(labels))
    for label in (0, 1):
        for patient in set(patients[labels == label]):
            here = (labels == label) & (patients == patient)
            weight[here] = here.sum() ** -power
        weight[labels == label] /= weight[labels == label].sum()
    return weight / weight.sum()


class Source:
    """Batches, half infected and half uninfected.

    Of the infected a share is drawn onto uninfected cells, half of them other laboratories'; of the uninfected a share
    comes from there too. Every foreign cell is so met with and without a parasite: the laboratory tells nothing.
    """

    def __init__(self, crops, labels, patients, foreign, options):
        self.crops, self.options = crops, options
        self.foreign, self.foreign_chance = foreign
        self.chance = [self._chance(labels, patients, label) for label in (0, 1)]
        if not len(self.foreign):
            options.foreign = 0.0

    @staticmethod
    def _chance(labels, patients, label):
        weight = np.where(labels == label, sampling(labels, patients), 0)
        return weight / weight.sum()

    def begin(self, seed):
        """A new epoch, with parasites of its own."""
        self.choice = np.random.RandomState(seed)
        self.parasites = paint.pool(4000, seed)

    def _own(self, count, label):
        return self.crops[self.choice.choice(len(self.crops), count, p=self.chance[label])]

    def _foreign(self, count):
        return self.foreign[self.choice.choice(len(self.foreign), count, p=self.foreign_chance)] if count else self.crops[:0]

    def batch(self, rng):
        """x N×3×48×48 and labels N."""
        half = self.options.batch // 2
        drawn = round(half * self.options.painted)
        drawn_foreign = drawn // 2 if self.options.foreign else 0
        foreign = round(half * self.options.foreign)
        crops = np.concatenate([
            self._own(drawn - drawn_foreign, 0), self._foreign(drawn_foreign),
            self._own(half - drawn, 1), self._own(half - foreign, 0), self._foreign(foreign),
        ])
        labels = torch.zeros(len(crops), dtype=torch.int64)
        labels[:half] = 1
        parasites = self.parasites[self.choice.randint(0, len(self.parasites), drawn)]
        return augment.augmented(crops, rng, self.options.dots, parasites), labels


def predict(net, crops, batch=512):
    """N×2 float logits for uint8 crops."""
    net.eval()
    out = []
    with torch.no_grad():
        for start in range(0, len(crops), batch):
            out.append(net(augment.plain(np.ascontiguousarray(crops[start : start + batch]))))
    return torch.cat(out).numpy()


def rates(logits, labels):
    called = logits[:, 1] > logits[:, 0]
    return (called == labels).mean(), called[labels == 1].mean(), 1 - called[labels == 0].mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", default="models/cache")
    parser.add_argument("--out")
    parser.add_argument("--fold", type=int, required=True)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--decay", type=float, default=0.02)
    parser.add_argument("--smoothing", type=float, default=0.02)
    parser.add_argument("--painted", type=float, default=0.35, help="share of the infected crops that are drawn ones")
    parser.add_argument("--foreign", type=float, default=0.25, help="share of the uninfected crops from other laboratories")
    parser.add_argument("--dots", type=float, default=0.25, help="share of crops given tiny dark dots")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    out = options.out or "models/runs/fold%d" % options.fold
    os.makedirs(out, exist_ok=True)
    torch.set_num_threads(options.threads)

    data = prepared_cells.load(options.cache)
    train = np.flatnonzero(data.folds != options.fold)
    test = np.flatnonzero(data.folds == options.fold)
    if set(data.patients[train]) & set(data.patients[test]):
        raise SystemExit("a patient stands on both sides of the split")
    crops = np.ascontiguousarray(data.crops[train])
    labels = data.labels[train]
    source = Source(crops, labels, data.patients[train], prepared_cells.foreign(options.cache), options)

    torch.manual_seed(options.seed)
    net = CellNet()
    mean_net = CellNet()
    mean_net.load_state_dict(net.state_dict())
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim == 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": options.decay}, {"params": plain, "weight_decay": 0.0}], lr=options.rate
    )
    steps = len(train) // options.batch
    total = steps * options.epochs
    print("fold %d: %d cells, %d held out; %d parameters, %.2f M multiply-adds"
          % (options.fold, len(train), len(test), parameters(net), multiply_adds(net, crops.shape[1]) / 1e6), flush=True)

    checkpoint = os.path.join(out, "checkpoint.pt")
    start = 0
    if os.path.exists(checkpoint):
        state = torch.load(checkpoint)
        net.load_state_dict(state["net"])
        mean_net.load_state_dict(state["mean"])
        optimiser.load_state_dict(state["optimiser"])
        start = state["epoch"]
        print("taken up after epoch %d" % start, flush=True)

    for epoch in range(start, options.epochs):
        began = time.time()
        # Each epoch has its own stream, so a run taken up again goes on as it would have.
        rng = torch.Generator().manual_seed(options.seed * 1000 + epoch)
        torch.manual_seed(options.seed * 1000 + epoch)
        source.begin(options.seed * 1000 + epoch)
        net.train()
        losses = 0.0
        for step in range(steps):
            now = (epoch * steps + step) / total
            rate = options.rate * (min(1, now / 0.05) if now < 0.05 else 0.5 * (1 + math.cos(math.pi * (now - 0.05) / 0.95)))
            for group in optimiser.param_groups:
                group["lr"] = rate
            x, y = source.batch(rng)
            loss = F.cross_entropy(net(x), y, label_smoothing=options.smoothing)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses += loss.item()
            keep = min(0.998, (1 + epoch * steps + step) / (10 + epoch * steps + step))
            with torch.no_grad():
                for mean, new in zip(mean_net.state_dict().values(), net.state_dict().values()):
                    if mean.dtype.is_floating_point:
                        mean.mul_(keep).add_(new, alpha=1 - keep)
                    else:
                        mean.copy_(new)
        line = "epoch %d/%d loss %.4f %.0f s" % (epoch + 1, options.epochs, losses / steps, time.time() - began)
        if (epoch + 1) % 5 == 0 or epoch + 1 == options.epochs:
            line += "  held out: accuracy %.4f sensitivity %.4f specificity %.4f" % rates(
                predict(mean_net, data.crops[test]), data.labels[test]
            )
        print(line, flush=True)
        torch.save(
            {"net": net.state_dict(), "mean": mean_net.state_dict(), "optimiser": optimiser.state_dict(), "epoch": epoch + 1},
            checkpoint + ".part",
        )
        os.replace(checkpoint + ".part", checkpoint)

    torch.save(mean_net.state_dict(), os.path.join(out, "weights.pt"))
    logits = predict(mean_net, data.crops[test])
    with open(os.path.join(out, "held-out.csv"), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "label", "patient", "logit_uninfected", "logit_parasitized"])
        for i, logit in zip(test, logits):
            writer.writerow([data.files[i], data.labels[i], data.patients[i], "%.5f" % logit[0], "%.5f" % logit[1]])
    with open(os.path.join(out, "run.json"), "w") as file:
        json.dump({**vars(options), "prepared": data.prepared}, file, indent=2)


if __name__ == "__main__":
    main()
