"""Parasites drawn onto uninfected cells: forms and stages that the labelled crops hardly have, on any laboratory's cells.

A parasite is three densities over the crop (optical density by Beer and Lambert: light that passes is exp(−density)):
cytoplasm (blue), chromatin (reddish purple) and pigment (brown). Sizes are those of textbook plates (WHO, Basic malaria
microscopy, 2010) at the crops' 4.8 px per µm: a ring 1.2–2.7 µm across, a trophozoite to two thirds of the cell, a
schizont of 4 to 24 nuclei and a gametocyte up to all of it.
"""

import numpy as np
import torch

SIZE = 48
UNIT = 100.0  # densities are kept as uint8 in hundredths
LEVEL = 1 / 64
STAGES = ("ring", "trophozoite", "schizont", "gametocyte")

_y, _x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32) - (SIZE - 1) / 2


def _bump(cy, cx, sigma):
    return np.exp(-((_y - cy) ** 2 + (_x - cx) ** 2) / (2 * sigma * sigma))


def _smooth(choice, cells):
    """Smooth noise 0–1: random values on a coarse grid, bilinear between."""
    grid = torch.from_numpy(choice.rand(1, 1, cells, cells).astype(np.float32))
    return torch.nn.functional.interpolate(grid, size=(SIZE, SIZE), mode="bicubic", align_corners=True)[0, 0].numpy()


def _place(choice, reach):
    """A middle at most `reach` px from the cell's own."""
    angle, distance = choice.rand() * 2 * np.pi, reach * np.sqrt(choice.rand())
    return distance * np.sin(angle), distance * np.cos(angle)


def _blob(choice, cy, cx, radius, ragged):
    """An irregular patch with a soft edge: a disc whose radius varies with direction and by smooth noise."""
    stretch, angle = np.exp(choice.uniform(-0.35, 0.35)), choice.rand() * np.pi
    u = (_y - cy) * np.cos(angle) + (_x - cx) * np.sin(angle)
    v = -(_y - cy) * np.sin(angle) + (_x - cx) * np.cos(angle)
    away = np.sqrt((u * stretch) ** 2 + (v / stretch) ** 2) / radius
    away = away + ragged * (_smooth(choice, choice.randint(4, 9)) - 0.5)
    return np.clip((1 - away) * radius / choice.uniform(1.2, 2.6) + 0.5, 0, 1)


def ring(choice):
    radius = choice.uniform(2.6, 5.8)
    cy, cx = _place(choice, 16 - radius)
    stretch = np.exp(choice.uniform(-0.25, 0.25))
    angle = choice.rand() * np.pi
    u = ((_y - cy) * np.cos(angle) + (_x - cx) * np.sin(angle)) * stretch
    v = (-(_y - cy) * np.sin(angle) + (_x - cx) * np.cos(angle)) / stretch
    band = np.exp(-((np.hypot(u, v) - radius) ** 2) / (2 * choice.uniform(0.7, 1.4) ** 2))
    turn = np.arctan2(v, u)
    # One side is thicker: a signet ring, sometimes open.
    band = band * np.clip(0.65 + choice.uniform(0.1, 0.5) * np.cos(turn - choice.rand() * 6.28), 0, 1)
    cytoplasm = band * choice.uniform(0.15, 0.6)
    chromatin = np.zeros_like(band)
    for _ in range(1 if choice.rand() < 0.75 else 2):
        at = choice.rand() * 6.28
        dot = _bump(cy + radius * np.sin(at), cx + radius * np.cos(at), choice.uniform(0.8, 1.5))
        chromatin += dot * choice.uniform(0.4, 1.2)
    return cytoplasm, chromatin, np.zeros_like(band)


def trophozoite(choice):
    radius = choice.uniform(4, 12)
    cy, cx = _place(choice, max(1, 15 - radius))
    body = _blob(choice, cy, cx, radius, choice.uniform(0.2, 1.1))
    for _ in range(choice.randint(0, 3)):
        vy, vx = _place(choice, 0.6 * radius)
        body = body * (1 - choice.uniform(0.3, 0.9) * _bump(cy + vy, cx + vx, choice.uniform(1, 0.35 * radius)))
    body = body * (0.75 + 0.5 * _smooth(choice, 8))
    by, bx = _place(choice, 0.7 * radius)
    chromatin = _blob(choice, cy + by, cx + bx, choice.uniform(1.4, 3.6), 0.4) * choice.uniform(0.4, 1.3)
    return body * choice.uniform(0.2, 0.9), chromatin, _pigment(choice, cy, cx, 0.6 * radius)


def schizont(choice):
    radius = choice.uniform(7, 19)
    cy, cx = _place(choice, max(1, 15 - radius))
    body = _blob(choice, cy, cx, radius, 0.4) * (0.7 + 0.6 * _smooth(choice, choice.randint(5, 12))) * choice.uniform(0.1, 0.9)
    chromatin = np.zeros_like(body)
    # Few and large while the nucleus is dividing, many and small once it has.
    count = choice.randint(4, 25)
    size = choice.uniform(0.9, 1.8) if count > 12 else choice.uniform(1.2, 3.2)
    for _ in range(count):
        my, mx = _place(choice, 0.9 * radius)
        chromatin = np.maximum(chromatin, _bump(cy + my, cx + mx, size * choice.uniform(0.8, 1.2)))
    return body, chromatin * choice.uniform(0.4, 1.3), _pigment(choice, cy, cx, 0.4 * radius, 0.8)


def gametocyte(choice):
    body = _blob(choice, *_place(choice, 2.5), choice.uniform(11, 24), choice.uniform(0.1, 0.5))
    grain = choice.uniform(0.2, 0.8)
    body = body * (1 - grain / 2 + grain * _smooth(choice, choice.randint(8, 24))) * choice.uniform(0.2, 1.0)
    cy, cx = _place(choice, 8)
    chromatin = _blob(choice, cy, cx, choice.uniform(2.5, 8), 0.7) * choice.uniform(0.1, 0.9)
    return body, chromatin, _pigment(choice, 0, 0, 15, 0.8, 40)


def _pigment(choice, cy, cx, reach, share=0.5, most=6):
    grains = np.zeros((SIZE, SIZE), np.float32)
    if choice.rand() < share:
        for _ in range(choice.randint(1, most + 1)):
            gy, gx = _place(choice, reach)
            grains += _bump(cy + gy, cx + gx, choice.uniform(0.5, 1.2)) * choice.uniform(0.2, 0.7)
    return grains


def pool(count, seed, shares=(0.3, 0.35, 0.2, 0.15)):
    """`count` parasites: count×3×48×48 uint8 densities in hundredths, stages by `shares`."""
    choice = np.random.RandomState(seed)
    draw = (ring, trophozoite, schizont, gametocyte)
    out = np.zeros((count, 3, SIZE, SIZE), np.uint8)
    for i in range(count):
        stage = draw[choice.choice(4, p=shares)]
        out[i] = np.clip(np.stack(stage(choice)) * UNIT, 0, 255).astype(np.uint8)
    return out


def painted(x, a, densities, rng):
    """Cells x with masks a, each with a parasite: densities N×3×48×48 uint8. The cell's median is brought back to 0."""
    n = len(x)
    d = torch.from_numpy(densities).float() / UNIT
    # How much each of the three takes from red, green and blue; stains differ, so it varies from cell to cell.
    low = torch.tensor([[0.35, 0.6, 0.02], [0.15, 0.8, 0.10], [0.5, 0.8, 0.8]])
    high = torch.tensor([[0.95, 1.0, 0.30], [0.65, 1.1, 0.50], [0.9, 1.1, 1.3]])
    takes = low + (high - low) * torch.rand(n, 3, 3, generator=rng)
    strength = torch.exp(torch.rand(n, 1, 1, 1, generator=rng) * 1.3 - 0.95)
    density = torch.einsum("nchw,nck->nkhw", d, takes) * strength
    level = (x / LEVEL + 150) * torch.exp(-density)
    inside = a > 0.99
    for k in range(3):
        values = torch.where(inside[:, 0], level[:, k], torch.full_like(level[:, k], float("nan")))
        median = values.flatten(1).nanmedian(1).values.nan_to_num(150.0).clamp(min=1)
        level[:, k] = level[:, k] * (150 / median)[:, None, None]
    return (level.clamp(max=255) - 150) * LEVEL * a
