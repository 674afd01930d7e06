"""VGG16 on 50×50 crops: its convolutional body as a fixed extractor of 512 features, a dense head on them, then
fine-tuning of the body's last block (Simonyan and Zisserman 2015, arXiv:1409.1556)."""

import argparse
import hashlib
import json
import os
import pickle
import re
import zipfile

import numpy as np
import torch

import crops
import network
import training

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
FEATURES = 512
# What the published weights were trained with: torchvision's on 0–1 RGB, Keras' ("caffe") on 0–255 BGR.
TORCHVISION = {"order": "RGB", "divisor": 255.0, "mean": [0.485, 0.456, 0.406], "sd": [0.229, 0.224, 0.225]}
KERAS = {"order": "BGR", "divisor": 1.0, "mean": [103.939, 116.779, 123.68], "sd": [1.0, 1.0, 1.0]}

EXAMPLES = """examples:
  python3 models/seed/vgg.py summary
  python3 models/seed/vgg.py train --weights vgg16-397923af.pth --image CELL.png
  python3 models/seed/vgg.py predict CELL.png

The ImageNet weights are not part of this project. Either file will do:
  vgg16-397923af.pth                                   torchvision's state dict: features.0.weight, …
  vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5    Keras' (needs h5py)
Levels are prepared as those weights expect them: torchvision's RGB by mean and deviation, Keras' BGR by mean.

train goes through three steps, each taken up again where it stopped:
  1. features: every crop through the fixed body once, 512 numbers each, kept in vgg-features-….npy
  2. head: a dense net of 65,922 parameters on the features; the body does not change
  3. fine-tuning: head and the body's last block (conv5_1 to conv5_3) on augmented crops, at a small rate
and writes head.json/.npz, vgg.json/.npz (structure, weights), history.png (loss and accuracy) and result.json for both
to models/runs/seed/vgg-…/. Reckon with five minutes of CPU time for step 1 and as many for each epoch of step 3."""


def body_layers(trained_blocks=()):
    """The 13 convolutions and five poolings; all frozen but the blocks named, 1 to 5."""
    layers = []
    for block, (filters, convolutions) in enumerate(BLOCKS, 1):
        for i in range(1, convolutions + 1):
            layers.append(
                {
                    "kind": "Conv2D",
                    "name": "block%d_conv%d" % (block, i),
                    "filters": filters,
                    "kernel": 3,
                    "padding": "same",
                    "activation": "relu",
                    "frozen": block not in trained_blocks,
                }
            )
        layers.append({"kind": "MaxPooling2D", "name": "block%d_pool" % block, "size": 2})
    return layers + [{"kind": "Flatten"}]


def head_layers():
    return [
        {"kind": "Dense", "name": "head_1", "units": 128, "activation": "relu"},
        {"kind": "Dropout", "rate": 0.5},
        {"kind": "Dense", "name": "head_2", "units": 2, "activation": "linear"},
    ]


def structure(name, preprocessing, layers, side=crops.SIDE):
    shape = [FEATURES] if preprocessing is None else [side, side, 3]
    return {"name": name, "input": shape, "classes": list(crops.CLASSES), "preprocessing": preprocessing, "layers": layers}


def body(preprocessing):
    """50×50×3 to 512 features; nothing in it is trained."""
    return network.Net(structure("vgg16-body", preprocessing, body_layers()))


def head(seed):
    """512 features to two logits."""
    torch.manual_seed(seed)
    return network.Net(structure("vgg16-head", None, head_layers()))


def joined(fixed, dense, trained_blocks=(5,)):
    """Body and head as one net with their weights; only the blocks named and the head are trained."""
    whole = network.Net(structure("vgg16", fixed.structure["preprocessing"], body_layers(trained_blocks) + head_layers()))
    for target, source in zip(whole.layers, list(fixed.layers) + list(dense.layers)):
        target.load_state_dict(source.state_dict())
    return whole


def convolutions(net):
    return [module[0] for _, kind, _, module in net.rows if kind == "Conv2D"]


def torchvision_weights(path):
    """[(kernel O×I×3×3, bias)] of the 13 convolutions from a state dict that names them features.N.weight."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)  # a pickle from elsewhere must not run code
    except (RuntimeError, pickle.UnpicklingError, EOFError, zipfile.BadZipFile) as error:
        raise crops.Refused("%s is no PyTorch state dict: %s" % (path, str(error).splitlines()[0] if str(error) else "empty"))
    pattern = re.compile(r"(?:module\.)?features\.(\d+)\.weight$")
    found = sorted((int(m.group(1)), name) for name, m in ((name, pattern.match(name)) for name in state) if m)
    return [(state[name], state[name[: -len("weight")] + "bias"]) for _, name in found]


def keras_weights(path):
    """The same from Keras' notop .h5, whose kernels are 3×3×I×O. Raises Refused without h5py."""
    try:
        import h5py
    except ImportError:
        raise crops.Refused("reading %s needs h5py (Debian: python3-h5py); torchvision's .pth does not" % path)
    pairs = []
    try:
        with h5py.File(path, "r") as file:
            groups = file["model_weights"] if "model_weights" in file else file
            for name in sorted(name for name in groups if re.match(r"block\d_conv\d$", name)):
                arrays = []
                groups[name].visititems(lambda _, item: arrays.append(np.array(item)) if hasattr(item, "shape") else None)
                kernel = next(a for a in arrays if a.ndim == 4)
                bias = next(a for a in arrays if a.ndim == 1)
                pairs.append((torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy()), torch.from_numpy(bias)))
    except (OSError, StopIteration) as error:
        raise crops.Refused("%s is no Keras weights file: %s" % (path, error))
    return pairs


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


def pretrained(path):
    """(body with the weights of the file, their sha256). Raises Refused if they are not VGG16's."""
    if not os.path.isfile(path):
        raise crops.Refused("there is no weights file %s; --weights names torchvision's .pth or Keras' notop .h5" % path)
    digest = sha256(path)
    named = re.search(r"-([0-9a-f]{8})\.pth$", path)
    if named and not digest.startswith(named.group(1)):
        raise crops.Refused("%s is damaged: its sha256 begins with %s, not as its name says" % (path, digest[:8]))
    keras = path.endswith((".h5", ".hdf5"))
    pairs = keras_weights(path) if keras else torchvision_weights(path)
    net = body(KERAS if keras else TORCHVISION)
    layers = convolutions(net)
    shapes = [tuple(layer.weight.shape) for layer in layers]
    if [tuple(kernel.shape) for kernel, _ in pairs] != shapes:
        raise crops.Refused("%s has not the 13 convolutions of VGG16 (%d found)" % (path, len(pairs)))
    with torch.no_grad():
        for layer, (kernel, bias) in zip(layers, pairs):
            layer.weight.copy_(kernel)
            layer.bias.copy_(bias)
    return net.eval(), digest


def features(net, images, batch=32, told=None):
    """N×512 float32 of the fixed body for N×50×50×3 uint8 RGB."""
    out = np.zeros((len(images), FEATURES), np.float32)
    with torch.no_grad():
        for start in range(0, len(images), batch):
            out[start : start + batch] = net(network.entered(net, images[start : start + batch])).numpy()
            if told and (start // batch) % 100 == 0:
                print("%s: %s of %s" % (told, format(start, ","), format(len(images), ",")), flush=True)
    return out


def kept_features(net, images, path):
    if os.path.exists(path):
        kept = np.load(path)
        if len(kept) == len(images):
            return kept
    out = features(net, images, told="features")
    with open(path + ".part", "wb") as file:
        np.save(file, out)
    os.replace(path + ".part", path)
    return out


def folder(options):
    return os.path.join(options.out, "vgg-random" if options.fold is None else "vgg-fold%d" % options.fold)


def train(options):
    """Features, head, fine-tuning; returns what result.json holds, keys head and fineTuned."""
    fixed, digest = pretrained(options.weights)
    data = crops.load(options.data, options.cache)
    if options.fold is None:
        split, title = crops.random_split(len(data.labels), options.seed), "random split (leaks patients)"
    else:
        split = crops.patient_split(data.folds, data.patients, options.fold, options.seed)
        title = "patients of fold %d held out" % options.fold
    out = folder(options)
    for step in ("head", "fine-tuned"):
        os.makedirs(os.path.join(out, step), exist_ok=True)
    kept = "vgg-features-%s-%s.npy" % (digest[:8], crops.digest(data.files))
    inputs = kept_features(fixed, data.images, os.path.join(options.out, kept))
    truth = data.labels[split[1]]

    dense = head(options.seed)
    training.train(dense, inputs, data.labels, split, os.path.join(out, "head"), "VGG16 fixed, dense head, " + title,
                   options.head_epochs, options.rate, options.batch, seed=options.seed, augment=False, start=digest)
    network.save(dense, os.path.join(out, "head", "head"))
    dense = network.load(os.path.join(out, "head", "head"))
    by_head = training.measured(network.probabilities(dense, inputs[split[1]]), truth)

    whole = joined(fixed, dense)
    training.train(whole, data.images, data.labels, split, os.path.join(out, "fine-tuned"),
                   "VGG16 block 5 fine-tuned, " + title, options.epochs, options.fine_rate, options.batch, seed=options.seed,
                   start="%s, head of %d epochs at %g" % (digest, options.head_epochs, options.rate))
    stem = os.path.join(out, "fine-tuned", "vgg")
    network.save(whole, stem)
    whole = network.load(stem)
    tuned = training.measured(network.probabilities(whole, data.images[split[1]], 64), truth)

    result = {"split": title, "fold": options.fold, "validation": len(truth), "weights": digest}
    result.update(head=by_head, fineTuned=tuned)
    with open(os.path.join(out, "result.json"), "w") as file:
        json.dump(result, file, indent=2)
    for name, figures in (("fixed, dense head", by_head), ("block 5 fine-tuned", tuned)):
        print("%s, %s: accuracy %.2f %% on %s cells" % (name, title, 100 * figures["accuracy"], format(len(truth), ",")))
    return stem


def predict(stem, paths):
    images = np.stack([crops.resize(crops.read_image(path)) for path in paths])
    scores = network.probabilities(network.load(stem), images)[:, crops.CLASSES.index("parasitized")]
    for path, score in zip(paths, scores):
        print("%s: %s, score %.3f (0 uninfected, 1 parasitized; not calibrated)"
              % (path, crops.CLASSES[int(score > 0.5)], score))


def parser():
    form = {"formatter_class": argparse.RawDescriptionHelpFormatter}
    top = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES, **form)
    commands = top.add_subparsers(dest="command", required=True, metavar="summary|train|predict")
    commands.add_parser("summary", help="print the layers as they are fine-tuned, and their parameters")
    learn = commands.add_parser("train", help="features, dense head, fine-tuning", epilog=EXAMPLES, **form)
    add = learn.add_argument
    add("--weights", required=True, help="ImageNet weights: torchvision's vgg16 .pth or Keras' notop .h5")
    add("--data", default=crops.DATA, help="folder with manifest.csv and the crops (default: %s)" % crops.shown(crops.DATA))
    add("--cache", default=crops.CACHE, help="where the decoded crops are kept (default: %s)" % crops.shown(crops.CACHE))
    add("--out", default=crops.RUNS, help="where runs are written (default: %s)" % crops.shown(crops.RUNS))
    add("--fold", type=int, choices=range(5), help="hold out this fold's patients instead of a random fifth")
    add("--head-epochs", type=int, default=30, help="of the dense head (default: %(default)s)")
    add("--epochs", type=int, default=5, help="of the fine-tuning (default: %(default)s)")
    add("--rate", type=float, default=1e-3, help="peak learning rate of the head on features (default: %(default)s)")
    add("--fine-rate", type=float, default=2e-5, help="peak learning rate of the fine-tuning (default: %(default)s)")
    add("--batch", type=int, default=64, help="cells a step (default: %(default)s)")
    add("--seed", type=int, default=1, help="default: %(default)s")
    add("--threads", type=int, default=1, help="CPU threads (default: %(default)s)")
    add("--image", help="an image of one cell to score with the net that was saved and loaded again")
    say = commands.add_parser("predict", help="score images of single cells with a net that train wrote")
    say.add_argument("images", nargs="+", metavar="IMAGE", help="a cell cut out on black, as in the training crops; any size")
    say.add_argument("--model", default=os.path.join(crops.RUNS, "vgg-random", "fine-tuned", "vgg"),
                     help="structure and weights, without .json and .npz (default: %s)"
                     % crops.shown(os.path.join(crops.RUNS, "vgg-random", "fine-tuned", "vgg")))
    return top


def main():
    options = parser().parse_args()
    torch.set_num_threads(getattr(options, "threads", 1))
    if options.command == "summary":
        print(network.summary(joined(body(TORCHVISION), head(0))))
    elif options.command == "predict":
        predict(options.model, options.images)
    else:
        if options.image:
            crops.read_image(options.image)  # a wrong path is told now, not after the training
        stem = train(options)
        if options.image:
            predict(stem, [options.image])


if __name__ == "__main__":
    main()
