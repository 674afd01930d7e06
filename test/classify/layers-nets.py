"""Writes a net with random weights as a layers model, with crops and PyTorch's own logits for them: layers-export.test.ts.

  python3 test/classify/layers-nets.py NAME FOLDER     the nets are below; "refused" must end with an error

model.json, weights.bin, crops.bin (6×48×48×3 uint8), logits.bin (6×2 float32).
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "models"))

import numpy as np
import torch
from torch import nn

from export_layers import write
from net import MEDIAN, SCALE, CellNet

SIZE = 48


class Separable(nn.Module):
    """Depthwise convolutions with more maps out than in, ReLU6, padded pools, a linear head."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6(),
            nn.Conv2d(8, 16, 5, 2, 2, groups=8), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 12, 1, bias=False), nn.BatchNorm2d(12), nn.ReLU6(),
            nn.MaxPool2d(3, 2, 1), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5),
        )
        self.head = nn.Linear(12, 2)

    def forward(self, x):
        return self.head(self.body(x))


class Joined(nn.Module):
    """A sum past a block, mean and maximum over the map side by side, unequal sides of a kernel and its padding."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, (3, 5), 2, (1, 2))
        self.second = nn.Sequential(nn.Conv2d(8, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.head = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = x + self.second(x)
        both = torch.cat([x.mean(dim=(2, 3), keepdim=True), x.amax(dim=(2, 3), keepdim=True)], dim=1)
        return self.head(both).flatten(1)


class Refused(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 4, 3, 2, 1)
        self.head = nn.Conv2d(4, 2, 1)

    def forward(self, x):
        return self.head(torch.sigmoid(self.first(x)).mean(dim=(2, 3), keepdim=True)).flatten(1)


def main(name, folder):
    torch.manual_seed(5)
    torch.set_num_threads(1)
    net = {"cells": CellNet, "separable": Separable, "joined": Joined, "refused": Refused}[name]()
    # Large patches and fine noise: of noise alone every map has the same mean, whatever the net.
    random = np.random.RandomState(3)
    patches = random.randint(40, 216, (6, SIZE // 12, SIZE // 12, 3)).repeat(12, 1).repeat(12, 2)
    crops = (patches + random.randint(-40, 40, (6, SIZE, SIZE, 3))).astype(np.uint8)
    x = (torch.from_numpy(crops).permute(0, 3, 1, 2).float() - MEDIAN) / SCALE
    # A batch norm as it is made does nothing, so folding could be left out unnoticed; and without means and spreads of the
    # layer before it the crops' differences die away.
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.3)
            module.momentum = None
    with torch.no_grad():
        net.train()(x)
        net.eval()
        write(net, SIZE, folder)
        logits = net(x)
    crops.tofile(os.path.join(folder, "crops.bin"))
    logits.numpy().astype("<f4").tofile(os.path.join(folder, "logits.bin"))


main(*sys.argv[1:])
