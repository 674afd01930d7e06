"""What training does to a batch of crops, so that other stains, lights, optics and masks are not news to the net.

Every function takes x: N×3×H×W, (level − 150) / 64, and a: N×1×H×W, the soft mask 0–1; x is 0 where a is 0.
"""

import math

import torch
import torch.nn.functional as F

import paint

LEVEL = 1 / 64


def uniform(n, low, high, rng):
    return torch.rand(n, 1, 1, 1, generator=rng) * (high - low) + low


def chosen(n, share, rng):
    return (torch.rand(n, 1, 1, 1, generator=rng) < share).float()


def some(n, share, rng):
    """Which crops of a batch are varied: only they are worked on."""
    return torch.rand(n, generator=rng) < share


def replaced(x, on, part):
    x = x.clone()
    x[on] = part
    return x


def dihedral(x, a, rng):
    """One of the square's eight symmetries for the whole batch half: exact, no resampling."""
    both = torch.cat([x, a], 1)
    out = torch.empty_like(both)
    which = torch.randint(0, 8, (len(x),), generator=rng)
    for k in range(8):
        part = both[which == k]
        if k >= 4:
            part = part.flip(3)
        out[which == k] = torch.rot90(part, k % 4, (2, 3))
    return out[:, :3], out[:, 3:]


def affine(x, a, rng, scale=0.15, shift=2.0, stretch=0.07, share=0.8):
    """Rotation, scale ±15 %, slight stretch and shift; a fifth of the crops stay unresampled, as the device's are."""
    n, _, height, _ = x.shape
    angle = uniform(n, 0, 2 * math.pi, rng).flatten()
    size = torch.exp(uniform(n, -scale, scale, rng)).flatten()
    aspect = torch.exp(uniform(n, -stretch, stretch, rng)).flatten()
    cos, sin = torch.cos(angle) / size, torch.sin(angle) / size
    move = (torch.rand(n, 2, generator=rng) * 2 - 1) * shift * 2 / height
    theta = torch.stack(
        [
            torch.stack([cos * aspect, -sin * aspect, move[:, 0]], 1),
            torch.stack([sin / aspect, cos / aspect, move[:, 1]], 1),
        ],
        1,
    )
    keep = chosen(n, 1 - share, rng).flatten() > 0
    theta[keep] = torch.tensor([[1.0, 0, 0], [0, 1.0, 0]])
    both = torch.cat([x, a], 1)
    both = F.grid_sample(both, F.affine_grid(theta, both.shape, align_corners=False), align_corners=False)
    return both[:, :3], both[:, 3:]


def blurred(x, sigma):
    """Gaussian blur with one sigma (px) per image, 5×5."""
    steps = torch.arange(-2, 3, dtype=x.dtype)
    kernel = torch.exp(-(steps[None] ** 2) / (2 * sigma.flatten()[:, None] ** 2))
    kernel = kernel / kernel.sum(1, keepdim=True)
    n, c, height, width = x.shape
    flat = x.reshape(1, n * c, height, width)
    rows = kernel.repeat_interleave(c, 0)
    flat = F.conv2d(flat, rows[:, None, :, None], padding=(2, 0), groups=n * c)
    flat = F.conv2d(flat, rows[:, None, None, :], padding=(0, 2), groups=n * c)
    return flat.reshape(n, c, height, width)


def averaged(a, width):
    """Mean over a square of odd width, zeros beyond the edge; rows, then columns, which is several times quicker."""
    return F.avg_pool2d(F.avg_pool2d(a, (width, 1), 1, (width // 2, 0)), (1, width), 1, (0, width // 2))


def mask_edge(x, a, rng, share=0.35):
    """Shrinks the soft mask by up to about 2 px more: another segmentation draws the edge elsewhere."""
    on = some(len(x), share, rng)
    wide = averaged(a[on], 5)
    cut = uniform(len(wide), 0.5, 0.95, rng)
    inner = ((wide - cut) / 0.2).clamp(0, 1)
    return replaced(x, on, x[on] * inner), replaced(a, on, a[on] * inner)


_y, _x = torch.meshgrid(torch.arange(48) - 23.5, torch.arange(48) - 23.5, indexing="ij")
_radius = torch.sqrt(_y * _y + _x * _x)[None, None]


def halo(x, a, rng, share=0.3):
    """A bright or dark band along the mask's edge, or a ring at a random radius: refraction where the focus is off."""
    on = some(len(x), share, rng)
    mask = a[on]
    n = len(mask)
    band = (1 - ((averaged(mask, 7) - uniform(n, 0.45, 0.95, rng)).abs() / 0.22)).clamp(0, 1)
    ring = (1 - ((_radius - uniform(n, 4, 20, rng)).abs() / uniform(n, 1, 3, rng))).clamp(0, 1)
    pick = chosen(n, 0.6, rng)
    shape = (pick * band + (1 - pick) * ring) * mask
    tint = uniform(n, -15, 70, rng) * (0.7 + 0.6 * torch.rand(n, 3, 1, 1, generator=rng)) * LEVEL
    return replaced(x, on, x[on] + shape * tint)


def stain(x, a, rng):
    """Strength of stain and contrast per channel, a little mixing between channels, a slope of light over the cell."""
    n, _, height, width = x.shape
    gain = torch.exp(uniform(n, -0.3, 0.3, rng)) * torch.exp((torch.rand(n, 3, 1, 1, generator=rng) * 2 - 1) * 0.15)
    mix = (torch.rand(n, 3, 3, generator=rng) * 2 - 1) * 0.08
    x = gain * (x + torch.einsum("nij,njhw->nihw", mix, x))
    offset = (torch.rand(n, 3, 1, 1, generator=rng) * 2 - 1) * 6 * LEVEL
    ramp_y = torch.linspace(-1, 1, height)[None, None, :, None] * uniform(n, -8, 8, rng) * LEVEL
    ramp_x = torch.linspace(-1, 1, width)[None, None, None, :] * uniform(n, -8, 8, rng) * LEVEL
    return x + a * (offset + chosen(n, 0.5, rng) * (ramp_y + ramp_x))


def optics(x, a, rng):
    """Defocus or sharpening, colour subsampling as JPEG does it, sensor noise; each on some crops."""
    kind = torch.rand(len(x), generator=rng)
    for on, sharpen in ((kind < 0.3, False), (kind > 0.85, True)):
        part = x[on]
        soft = blurred(part, uniform(len(part), 0.4, 1.1, rng))
        x = replaced(x, on, part + uniform(len(part), 0.2, 0.8, rng) * (part - soft) if sharpen else soft)
    on = some(len(x), 0.2, rng)
    grey = x[on].mean(1, keepdim=True)
    coarse = F.interpolate(F.avg_pool2d(x[on] - grey, 2), scale_factor=2, mode="nearest")
    x = replaced(x, on, grey + coarse)
    for share, channels in ((0.3, 3), (0.43, 1)):
        # Noise of each channel on some, of brightness alone on others.
        on = some(len(x), share, rng)
        part = x[on]
        noise = torch.randn(len(part), channels, *x.shape[2:], generator=rng) * (1.0 if channels == 3 else 0.98)
        x = replaced(x, on, part + a[on] * noise * uniform(len(part), 0, 4, rng) * LEVEL)
    return x


def dots(x, a, rng, share=0.0, most=5):
    """Tiny dark dots (sigma about half a px, 0.1 µm) on cells of either label: stain deposits are not parasites."""
    dotted = torch.rand(len(x), generator=rng) < share
    part, inside = x[dotted], a[dotted]
    n, _, height, width = part.shape
    if n == 0:
        return x
    y = torch.arange(height)[None, None, :, None].float()
    xx = torch.arange(width)[None, None, None, :].float()
    colour = torch.tensor([0.6, 1.0, 0.5])[None, :, None, None]
    for _ in range(most):
        cy, cx = uniform(n, 6, height - 6, rng), uniform(n, 6, width - 6, rng)
        sigma = uniform(n, 0.4, 0.75, rng)
        # A Gaussian is the product of its two profiles.
        spot = torch.exp(-((y - cy) ** 2) / (2 * sigma * sigma)) * torch.exp(-((xx - cx) ** 2) / (2 * sigma * sigma))
        part = part - chosen(n, 0.6, rng) * inside * spot * colour * uniform(n, 15, 70, rng) * LEVEL
    x = x.clone()
    x[dotted] = part
    return x


def augmented(crops, rng, dot_share=0.0, parasites=()):
    """crops: N×H×W×4 uint8 → N×3×H×W float as the net takes it, varied, rounded to whole levels again.

    `parasites`: densities (paint.pool) drawn onto the first crops.
    """
    both = torch.from_numpy(crops).permute(0, 3, 1, 2).float()
    x, a = (both[:, :3] - 150) * LEVEL, both[:, 3:] / 255
    drawn = len(parasites)
    if drawn:
        x = torch.cat([paint.painted(x[:drawn], a[:drawn], parasites, rng), x[drawn:]])
    x, a = dihedral(x, a, rng)
    x, a = affine(x, a, rng)
    x, a = mask_edge(x, a, rng)
    x = halo(x, a, rng)
    x = dots(x, a, rng, dot_share)
    x = stain(x, a, rng)
    x = optics(x, a, rng)
    return torch.round(x * 64).clamp(-150, 105) / 64


def plain(crops):
    """crops: N×H×W×(3 or 4) uint8 → what the net takes, unvaried."""
    return (torch.from_numpy(crops[..., :3].copy()).permute(0, 3, 1, 2).float() - 150) * LEVEL
