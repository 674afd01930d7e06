"""Nets described by a JSON structure, one entry a layer as in Keras, built in PyTorch."""

import json
import zipfile

import numpy as np
import torch
from torch import nn

from crops import Refused

# How stored levels 0–255 RGB become the net's input: (order, divisor, mean, standard deviation).
UNIT = {"order": "RGB", "divisor": 255.0, "mean": [0.0, 0.0, 0.0], "sd": [1.0, 1.0, 1.0]}
KERAS_NAMES = {
    "Conv2D": "conv2d",
    "MaxPooling2D": "max_pooling2d",
    "BatchNormalization": "batch_normalization",
    "Dropout": "dropout",
    "Flatten": "flatten",
    "Dense": "dense",
}


class Net(nn.Module):
    """Layers in sequence. forward: N×3×H×W float, normalised, to N×classes logits (or features to logits).

    A layer marked `frozen` keeps its weights in training. Raises Refused on an unknown layer.
    """

    def __init__(self, structure):
        super().__init__()
        self.structure = structure
        shape = tuple(structure["input"])
        self.layers = nn.ModuleList()
        self.rows = [("input", "InputLayer", shape, None)]
        seen = {}
        for layer in structure["layers"]:
            kind = layer["kind"]
            module, shape = built(layer, shape)
            if layer.get("frozen"):
                module.requires_grad_(False)
            seen[kind] = seen.get(kind, -1) + 1
            name = layer.get("name") or KERAS_NAMES[kind] + ("_%d" % seen[kind] if seen[kind] else "")
            self.layers.append(module)
            self.rows.append((name, kind, shape, module))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def built(layer, shape):
    """(module, output shape without the batch) of one layer of a structure."""
    kind = layer["kind"]
    activation = [nn.ReLU(inplace=True)] if layer.get("activation") == "relu" else []
    if kind == "Conv2D":
        size = layer["kernel"]
        module = nn.Conv2d(shape[2], layer["filters"], size, padding=size // 2)
        return nn.Sequential(module, *activation), (shape[0], shape[1], layer["filters"])
    if kind == "MaxPooling2D":
        size = layer["size"]
        return nn.MaxPool2d(size), (shape[0] // size, shape[1] // size, shape[2])
    if kind == "BatchNormalization":
        return (nn.BatchNorm2d(shape[2], eps=1e-3) if len(shape) == 3 else nn.BatchNorm1d(shape[0], eps=1e-3)), shape
    if kind == "Dropout":
        return nn.Dropout(layer["rate"]), shape
    if kind == "Flatten":
        return nn.Flatten(), (int(np.prod(shape)),)
    if kind == "Dense":
        return nn.Sequential(nn.Linear(shape[0], layer["units"]), *activation), (layer["units"],)
    raise Refused("the structure has a layer of an unknown kind, %s" % kind)


def counts(module):
    """(all, trainable) parameters; the moving means and variances of batch norm count, as in Keras, as not trainable."""
    if module is None:
        return 0, 0
    trainable = sum(p.numel() for p in module.parameters() if p.requires_grad)
    frozen = sum(p.numel() for p in module.parameters() if not p.requires_grad)
    moving = sum(b.numel() for name, b in module.named_buffers() if "running" in name)
    return trainable + frozen + moving, trainable


def summary(net):
    """The table that Keras' model.summary() prints, counted from the PyTorch modules themselves."""
    line = "%-44s %-20s %12s"
    out = ['Model: "%s"' % net.structure["name"], "_" * 78, line % ("Layer (type)", "Output Shape", "Param #"), "=" * 78]
    for name, kind, shape, module in net.rows:
        out.append(line % ("%s (%s)" % (name, kind), str((None,) + tuple(shape)), format(counts(module)[0], ",")))
    total, trainable = counts(net)
    out += ["=" * 78, "Total params: %s" % format(total, ","), "Trainable params: %s" % format(trainable, ",")]
    return "\n".join(out + ["Non-trainable params: %s" % format(total - trainable, ","), "_" * 78])


def entered(net, inputs):
    """What the net's forward takes, from uint8 images by its structure's preprocessing, or from features as they are."""
    if net.structure.get("preprocessing") is None:
        return torch.from_numpy(np.ascontiguousarray(inputs))
    return normalised(inputs, net.structure["preprocessing"])


def normalised(images, preprocessing=UNIT):
    """N×3×H×W float32 from N×H×W×3 uint8 RGB."""
    x = torch.from_numpy(np.ascontiguousarray(images)).permute(0, 3, 1, 2).float()
    return scaled(x, preprocessing)


def scaled(x, preprocessing):
    """The same from levels 0–255 already in N×3×H×W."""
    if preprocessing["order"] == "BGR":
        x = x.flip(1)
    mean = torch.tensor(preprocessing["mean"]).view(1, 3, 1, 1)
    sd = torch.tensor(preprocessing["sd"]).view(1, 3, 1, 1)
    return (x / preprocessing["divisor"] - mean) / sd


def probabilities(net, inputs, batch=256):
    """N×classes, softmax, for N×H×W×3 uint8 RGB (or N×features float32). Leaves the net in evaluation mode."""
    net.eval()
    out = [np.zeros((0, len(net.structure["classes"])), np.float32)]
    with torch.no_grad():
        for start in range(0, len(inputs), batch):
            out.append(torch.softmax(net(entered(net, inputs[start : start + batch])), 1).numpy())
    return np.concatenate(out)


def save(net, stem, dtype=np.float32):
    """Structure to stem.json, weights to stem.npz (dtype float32 or float16)."""
    with open(stem + ".json", "w") as file:
        json.dump(net.structure, file, indent=2)
        file.write("\n")
    arrays = {name: value.numpy() for name, value in net.state_dict().items() if "num_batches" not in name}
    np.savez(stem + ".npz", **{name: value.astype(dtype) for name, value in arrays.items()})


def load(stem):
    """The net that save() wrote. Raises Refused if a file is missing or structure and weights do not belong together."""
    try:
        with open(stem + ".json") as file:
            net = Net(json.load(file))
        with np.load(stem + ".npz") as arrays:
            state = {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files}
    except FileNotFoundError as error:
        raise Refused("there is no %s; train first, or name another model with --model" % error.filename)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise Refused("%s.json or %s.npz is damaged: %s" % (stem, stem, error))
    try:
        missing, unknown = net.load_state_dict(state, strict=False)
    except RuntimeError as error:
        raise Refused("%s.npz does not fit %s.json: %s" % (stem, stem, error))
    missing = [name for name in missing if "num_batches" not in name]
    if missing or unknown:
        raise Refused("%s.npz does not fit %s.json: %s" % (stem, stem, ", ".join(missing + unknown)))
    return net.eval()
