"""One training loop for the seed's nets: a checkpoint each epoch, history, plots."""

import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import network
import plots
from crops import shown


def augmented(images, rng):
    """N×3×H×W levels 0–255 from N×H×W×3 uint8: any turn, mirrored or not, scale ±8 %, light ±10 %, each channel ±5 %.

    What turns in from outside is black, as the surroundings of these crops are.
    """
    n = len(images)
    x = torch.from_numpy(images).permute(0, 3, 1, 2).float()

    def uniform(low, high, *shape):
        return torch.rand(n, *shape, generator=rng) * (high - low) + low

    angle = uniform(0, 2 * math.pi)
    size = uniform(0.92, 1.08)
    mirror = (torch.rand(n, generator=rng) < 0.5).float() * 2 - 1
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = torch.cos(angle) * size * mirror
    theta[:, 0, 1] = -torch.sin(angle) * size
    theta[:, 1, 0] = torch.sin(angle) * size * mirror
    theta[:, 1, 1] = torch.cos(angle) * size
    x = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), align_corners=False)
    return (x * uniform(0.9, 1.1, 1, 1, 1) * uniform(0.95, 1.05, 3, 1, 1)).clamp_(0, 255)


def one_cycle(now, peak, warm=0.2):
    """Learning rate at `now`, 0–1 of the run: up to the peak, then down along a cosine (Smith 2018, arXiv:1803.09820)."""
    if now < warm:
        return peak * (0.1 + 0.9 * now / warm)
    return peak * max(1e-3, 0.5 * (1 + math.cos(math.pi * (now - warm) / (1 - warm))))


def measured(probability, labels):
    """Loss, accuracy, sensitivity and specificity of N×2 probabilities, called infected from one half up."""
    called = probability[:, 1] > 0.5
    return {
        "loss": float(-np.log(np.clip(probability[np.arange(len(labels)), labels], 1e-7, 1)).mean()),
        "accuracy": float((called == labels).mean()),
        "sensitivity": float(called[labels == 1].mean()),
        "specificity": float((~called[labels == 0]).mean()),
    }


def train(net, inputs, labels, split, out, title, epochs, rate=2e-3, batch=64, decay=1e-2, seed=1, augment=True,
          start=None, stop_after=None):
    """Trains on split[0], measures split[1] after every epoch; returns the history, one entry an epoch.

    inputs: N×H×W×3 uint8 RGB, or N×features float32 (not augmented); labels: N, 0 or 1; start: the weights begun with.

    A checkpoint in `out` is taken up if the same training left one. Nothing is chosen on split[1]: the last epoch's weights
    are the result. `stop_after` ends the run early after so many epochs in all, as an interruption would.
    """
    os.makedirs(out, exist_ok=True)
    learn, check = split
    shown_inputs, truth = np.ascontiguousarray(inputs[learn]), labels[learn]
    net.to(memory_format=torch.channels_last)  # a third faster on a CPU; the figures do not change
    weights = [p for p in net.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in weights if p.ndim > 1], "weight_decay": decay},
            {"params": [p for p in weights if p.ndim == 1], "weight_decay": 0.0},
        ],
        lr=rate,
    )
    same = {"title": title, "epochs": epochs, "rate": rate, "batch": batch, "decay": decay, "seed": seed, "cells": len(learn)}
    if start:
        same["start"] = start
    checkpoint = os.path.join(out, "checkpoint.pt")
    history = []
    if os.path.exists(checkpoint):
        state = torch.load(checkpoint)
        if state["same"] == same:
            net.load_state_dict(state["net"])
            optimiser.load_state_dict(state["optimiser"])
            history = state["history"]
            print("%s: taken up after epoch %d of %d" % (title, len(history), epochs), flush=True)
        else:
            print("%s: %s is of another training; starting anew" % (title, shown(checkpoint)), flush=True)
    steps = max(1, len(learn) // batch)
    for epoch in range(len(history), min(epochs, stop_after or epochs)):
        began = time.time()
        # Each epoch has its own stream, so a run taken up again goes on as it would have.
        rng = torch.Generator().manual_seed(seed * 1000 + epoch)
        torch.manual_seed(seed * 1000 + epoch)
        order = np.random.RandomState(seed * 1000 + epoch).permutation(len(learn))
        net.train()
        loss_sum, right, seen = 0.0, 0, 0
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = one_cycle((epoch * steps + step) / (epochs * steps), rate)
            pick = order[step * batch : (step + 1) * batch]
            if augment:
                x = network.scaled(augmented(shown_inputs[pick], rng), net.structure["preprocessing"])
            else:
                x = network.entered(net, shown_inputs[pick])
            if x.ndim == 4:
                x = x.contiguous(memory_format=torch.channels_last)
            target = torch.from_numpy(truth[pick])
            logits = net(x)
            loss = F.cross_entropy(logits, target)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            loss_sum += loss.item() * len(pick)
            right += int((logits.argmax(1) == target).sum())
            seen += len(pick)
        validation = measured(network.probabilities(net, inputs[check]), labels[check])
        history.append(
            {
                "loss": loss_sum / seen,
                "accuracy": right / seen,
                "validation": validation,
                "seconds": round(time.time() - began, 1),
            }
        )
        print(
            "%s: epoch %d/%d  loss %.4f  accuracy %.4f  validation loss %.4f  accuracy %.4f  %.0f s"
            % (title, epoch + 1, epochs, loss_sum / seen, right / seen, validation["loss"], validation["accuracy"],
               history[-1]["seconds"]),
            flush=True,
        )
        torch.save(
            {"same": same, "net": net.state_dict(), "optimiser": optimiser.state_dict(), "history": history},
            checkpoint + ".part",
        )
        os.replace(checkpoint + ".part", checkpoint)
        with open(os.path.join(out, "history.json"), "w") as file:
            json.dump(history, file, indent=2)
        plots.history(history, title, os.path.join(out, "history.png"))
    return history
