"""VGG16 weights drawn from a seed in the two published file formats, and what a training changed of them, as JSON.

  python3 test/models/seed-vgg.py draw FILE.pth|FILE.h5
  python3 test/models/seed-vgg.py features FILE                 shape and spread of the features of eight grey images
  python3 test/models/seed-vgg.py kernels FILE FILE             do both files give the same body?
  python3 test/models/seed-vgg.py changed FILE STEM             layers of the saved net whose weights are not the file's
  python3 test/models/seed-vgg.py trained                       parameters with a gradient: body, head, joined
"""

import json
import os
import sys

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "models", "seed"))
import network  # noqa: E402
import vgg  # noqa: E402

# Where torchvision's `features` has its convolutions, after its source (torchvision.models.vgg, configuration D).
PLACES = [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]


def drawn():
    """Kernels and biases by He et al. 2015: activations keep their size through thirteen layers."""
    rng = np.random.RandomState(7)
    shapes = [tuple(layer.weight.shape) for layer in vgg.convolutions(vgg.body(vgg.TORCHVISION))]
    return [
        (rng.normal(0, np.sqrt(2 / (s[1] * 9)), s).astype(np.float32), rng.normal(0, 0.01, s[0]).astype(np.float32))
        for s in shapes
    ]


def draw(path):
    pairs = drawn()
    if path.endswith(".pth"):
        state = {"classifier.0.weight": torch.zeros(4, 4), "classifier.0.bias": torch.zeros(4)}
        for place, (kernel, bias) in zip(PLACES, pairs):
            state["features.%d.weight" % place] = torch.from_numpy(kernel)
            state["features.%d.bias" % place] = torch.from_numpy(bias)
        torch.save(state, path)
        return
    import h5py

    names = [layer["name"] for layer in vgg.body_layers() if layer["kind"] == "Conv2D"]
    with h5py.File(path, "w") as file:
        for name, (kernel, bias) in zip(names, pairs):
            file["%s/%s_W_1:0" % (name, name)] = kernel.transpose(2, 3, 1, 0)
            file["%s/%s_b_1:0" % (name, name)] = bias


def main():
    torch.set_num_threads(1)
    action, files = sys.argv[1], sys.argv[2:]
    if action == "draw":
        draw(files[0])
        return
    if action == "features":
        images = np.random.RandomState(1).randint(0, 256, (8, 50, 50, 3)).astype(np.uint8)
        out = vgg.features(vgg.pretrained(files[0])[0], images)
        answer = {"shape": list(out.shape), "finite": bool(np.isfinite(out).all()), "spread": float(out.std(0).mean())}
    elif action == "kernels":
        one, two = (vgg.convolutions(vgg.pretrained(path)[0]) for path in files)
        same = all(torch.equal(a.weight, b.weight) and torch.equal(a.bias, b.bias) for a, b in zip(one, two))
        answer = {"convolutions": len(one), "same": same}
    elif action == "changed":
        before, after = vgg.convolutions(vgg.pretrained(files[0])[0]), network.load(files[1])
        names = [name for name, kind, _, _ in after.rows if kind == "Conv2D"]
        pairs = zip(names, before, vgg.convolutions(after))
        answer = [name for name, a, b in pairs if not (torch.equal(a.weight, b.weight) and torch.equal(a.bias, b.bias))]
    else:
        fixed, dense = vgg.body(vgg.TORCHVISION), vgg.head(1)
        counted = {"body": fixed, "head": dense, "joined": vgg.joined(fixed, dense)}
        answer = {name: network.counts(net) for name, net in counted.items()}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
