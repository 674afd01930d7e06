"""Writes a trained net's float parent as a TensorFlow.js layers model, beside the float ONNX file that export.py made.

  python3 models/export_layers.py --run models/runs/fold0 --out models/ringform-cells-layers

Into the folder --out: model.json (topology and list of weights), weights.bin (little-endian float32), float.onnx (the run's
cells-float.onnx) and manifest.json, which `ringform … --model` takes. Manifest and calibration are the shipped int8 model's;
a run whose cells.onnx is not that model's weights is refused. Where only the shipped manifest has changed:

  python3 models/export_layers.py --out models/ringform-cells-layers

The layers are read from the net itself, traced with torch.fx: convolutions (plain, depthwise), batch norm (folded),
ReLU, ReLU6, max and mean pooling, mean and maximum over the map, sums and concatenations of channels, linear layers.
Anything else is refused by name. Input: N×48×48×3 levels as cropped. The model itself takes the crop convention's scale,
(level − 150) / 64, in a Rescaling layer, so the zeros of a ZeroPadding2D mean "median" as they do in training. Padding is
written out as such a layer: with stride 2, TensorFlow's 'same' pads right and bottom only, PyTorch pads all sides.
"""

import argparse
import hashlib
import json
import operator
import os
import shutil

import numpy as np
import torch
import torch.nn.functional as F
from torch import fx, nn
from torch.fx.experimental.optimization import fuse
from torch.fx.passes.shape_prop import ShapeProp

from net import MEDIAN, SCALE, CellNet


def pair(value):
    return [value, value] if isinstance(value, int) else list(value)


class Layers:
    """The layers in order of the net's calculation, their weights, and which layer stands for which node of the trace."""

    def __init__(self, size):
        self.layers = []
        self.weights = []
        self.count = {}
        self.add("InputLayer", [], "crops", batch_input_shape=[None, size, size, 3], dtype="float32", sparse=False)
        self.add("Rescaling", ["crops"], "normalised", scale=1 / SCALE, offset=-MEDIAN / SCALE)

    def add(self, kind, inputs, name, weights=(), **config):
        self.layers.append({
            "class_name": kind,
            "name": name,
            "config": {"name": name, "trainable": False, **config},
            "inbound_nodes": [[[source, 0, 0, {}] for source in inputs]] if inputs else [],
        })
        for key, array in weights:
            self.weights.append((name + "/" + key, np.ascontiguousarray(array, dtype="<f4")))
        return name

    def new_name(self, stem):
        self.count[stem] = self.count.get(stem, 0) + 1
        return "%s%d" % (stem, self.count[stem])

    def kind_of(self, name):
        return next(layer for layer in self.layers if layer["name"] == name)

    def padded(self, source, padding):
        if padding == [0, 0]:
            return source
        rows, columns = padding
        return self.add("ZeroPadding2D", [source], self.new_name("pad"),
                        padding=[[rows, rows], [columns, columns]], data_format="channels_last")

    def convolution(self, source, module, flat):
        weight = module.weight.detach().numpy()
        bias = np.zeros(len(weight)) if module.bias is None else module.bias.detach().numpy()
        if module.padding_mode != "zeros" or isinstance(module.padding, str):
            raise ValueError("padding %r, %s" % (module.padding, module.padding_mode))
        if flat:
            if weight.shape[2:] != (1, 1) or module.groups != 1 or pair(module.padding) != [0, 0]:
                raise ValueError("after the mean over the map only a plain 1×1 convolution has a meaning")
            return self.dense(source, weight[:, :, 0, 0], bias)
        source = self.padded(source, pair(module.padding))
        common = dict(kernel_size=list(weight.shape[2:]), strides=pair(module.stride), padding="valid",
                      data_format="channels_last", dilation_rate=pair(module.dilation), activation="linear",
                      use_bias=True)
        if module.groups == 1:
            kernel = weight.transpose(2, 3, 1, 0)
            return self.add("Conv2D", [source], self.new_name("conv"), [("kernel", kernel), ("bias", bias)],
                            filters=len(weight), **common)
        if module.groups != module.in_channels:
            raise ValueError("%d groups of %d channels" % (module.groups, module.in_channels))
        many = len(weight) // module.in_channels
        kernel = weight[:, 0].reshape(module.in_channels, many, *weight.shape[2:]).transpose(2, 3, 0, 1)
        return self.add("DepthwiseConv2D", [source], self.new_name("depthwise"),
                        [("depthwise_kernel", kernel), ("bias", bias)], depth_multiplier=many, **common)

    def dense(self, source, weight, bias):
        return self.add("Dense", [source], self.new_name("dense"), [("kernel", weight.T), ("bias", bias)],
                        units=len(weight), activation="linear", use_bias=True)

    def activation(self, source, limit):
        limits = {} if limit is None else {"max_value": limit}
        return self.add("ReLU", [source], self.new_name("relu"), **limits)

    def pool(self, source, kind, kernel, stride, padding, ceil_mode):
        if ceil_mode:
            raise ValueError("ceil_mode")
        if pair(padding) != [0, 0]:
            # Zeros beside levels that are never below zero leave a maximum as it is; a mean counts them, as PyTorch does.
            if kind == "MaxPooling2D" and self.kind_of(source)["class_name"] != "ReLU":
                raise ValueError("padding of a maximum over values that may be below zero")
            source = self.padded(source, pair(padding))
        return self.add(kind, [source], self.new_name("pool"), pool_size=pair(kernel),
                        strides=pair(kernel if stride is None else stride), padding="valid",
                        data_format="channels_last")

    def whole_map(self, source, kind):
        return self.add(kind, [source], self.new_name("mean" if "Average" in kind else "most"),
                        data_format="channels_last")

    def finished(self, output):
        """Gives the last layer its public name."""
        if self.layers[-1]["name"] != output:
            raise ValueError("the net gives something else than its last step")
        last = self.layers[-1]
        last["name"] = last["config"]["name"] = "logits"
        self.weights = [("logits" + name[len(output):] if name.startswith(output + "/") else name, array)
                        for name, array in self.weights]


RELU = {nn.ReLU: None, nn.ReLU6: 6.0}
RELU_CALLS = {F.relu: None, torch.relu: None, F.relu6: 6.0, "relu": None}
WHOLE_MAP = {"mean": "GlobalAveragePooling2D", "amax": "GlobalMaxPooling2D",
             torch.mean: "GlobalAveragePooling2D", torch.amax: "GlobalMaxPooling2D"}
SUMS = (operator.add, operator.iadd, torch.add, "add", "add_")
UNCHANGED = (nn.Dropout, nn.Dropout2d, nn.Identity)


def one_step(layers, node, module, sources, flat):
    """The layer that stands for `node`: its name, and whether its values are N×C from here on."""
    target = type(module) if module is not None else node.target
    first = sources[0] if sources else None
    if target in UNCHANGED or target in (F.dropout, "contiguous"):
        return first, flat
    if target is nn.Conv2d:
        return layers.convolution(first, module, flat), flat
    if target in RELU:
        return layers.activation(first, RELU[target]), flat
    if target in RELU_CALLS:
        return layers.activation(first, RELU_CALLS[target]), flat
    if target is nn.MaxPool2d and pair(module.dilation) == [1, 1]:
        return layers.pool(first, "MaxPooling2D", module.kernel_size, module.stride, module.padding,
                           module.ceil_mode), flat
    if target is nn.AvgPool2d and module.divisor_override is None:
        if pair(module.padding) != [0, 0] and not module.count_include_pad:
            raise ValueError("count_include_pad=False")
        return layers.pool(first, "AveragePooling2D", module.kernel_size, module.stride, module.padding,
                           module.ceil_mode), flat
    if target is nn.AdaptiveAvgPool2d and pair(module.output_size) == [1, 1]:
        return layers.whole_map(first, "GlobalAveragePooling2D"), True
    if target is F.adaptive_avg_pool2d and pair(node.args[1]) == [1, 1]:
        return layers.whole_map(first, "GlobalAveragePooling2D"), True
    if target in WHOLE_MAP and not flat:
        over = node.kwargs.get("dim", node.args[1] if len(node.args) > 1 else None)
        if isinstance(over, (tuple, list)) and sorted(d % 4 for d in over) == [2, 3]:
            return layers.whole_map(first, WHOLE_MAP[target]), True
    if target in (nn.Flatten, torch.flatten, "flatten") and flat:
        return first, True
    if target is nn.Linear and flat:
        bias = np.zeros(module.out_features) if module.bias is None else module.bias.detach().numpy()
        return layers.dense(first, module.weight.detach().numpy(), bias), True
    if target in SUMS and len(sources) == 2 and not node.kwargs:
        return layers.add("Add", sources, layers.new_name("sum")), flat
    if target is torch.cat and len(node.args[0]) == len(sources) and node.kwargs.get("dim", node.args[-1]) == 1:
        return layers.add("Concatenate", sources, layers.new_name("joined"), axis=-1), flat
    raise ValueError("no layer is known for it")


def layers_of(net, size):
    """The net as layers. `net` in evaluation mode, N×3×size×size in, N×2 out; raises ValueError naming what it cannot write."""
    traced = fuse(net)  # folds batch norm into the convolution before it
    ShapeProp(traced).propagate(torch.zeros(1, 3, size, size))
    modules = dict(traced.named_modules())
    layers = Layers(size)
    names, flat = {}, {}
    for node in traced.graph.nodes:
        if node.op == "placeholder":
            names[node], flat[node] = "normalised", False
            continue
        if node.op == "output":
            result = node.args[0]
            if tuple(result.meta["tensor_meta"].shape) != (1, 2) or not flat[result]:
                raise ValueError("the net's output is not N×2")
            layers.finished(names[result])
            return layers
        module = modules[node.target] if node.op == "call_module" else None
        inputs = node.all_input_nodes
        try:
            if node.op == "get_attr" or len({flat[source] for source in inputs}) != 1:
                raise ValueError("its inputs do not fit")
            names[node], flat[node] = one_step(layers, node, module, [names[i] for i in inputs], flat[inputs[0]])
        except ValueError as error:
            raise ValueError("%s (%s): %s" % (node.name, module if module is not None else node.target, error))


def model_json(layers, file, float16):
    weights = [{"name": name, "shape": list(array.shape), "dtype": "float32"} for name, array in layers.weights]
    if float16:
        for weight in weights:
            weight["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
    return {
        "format": "layers-model",
        "generatedBy": "ringform models/export_layers.py",
        "convertedBy": None,
        "modelTopology": {
            "keras_version": "2.11.0",
            "backend": "tensorflow",
            "model_config": {
                "class_name": "Functional",
                "config": {
                    "name": "ringform_cells_float",
                    "layers": layers.layers,
                    "input_layers": [["crops", 0, 0]],
                    "output_layers": [["logits", 0, 0]],
                },
            },
        },
        "weightsManifest": [{"paths": [file], "weights": weights}],
    }


def described(folder, file):
    with open(os.path.join(folder, file), "rb") as opened:
        data = opened.read()
    return {"file": file, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def manifest(int8, folder, size):
    """The int8 model's manifest for these weights: same crop, same calibration, same thresholds; says whose rates they are."""
    return {
        "schema": int8["schema"],
        "runtime": "layers",
        "name": int8["name"] + "-float",
        "version": int8["version"],
        "topology": described(folder, "model.json"),
        "weights": described(folder, "weights.bin"),
        "input": {"name": "crops", "dtype": "uint8", "layout": "NHWC", "shape": [size, size, 3]},
        "output": {"name": "logits", "dtype": "float32"},
        **{key: int8[key] for key in ("classes", "crop", "calibration", "operating", "balanced")},
        "ratesFrom": "the int8 net made of these float weights, whose calibration and thresholds these are: "
                     + int8["ratesFrom"],
        "training": int8["training"],
    }


def write(net, size, out, float16=False):
    """model.json and weights.bin of `net` into the folder `out`."""
    layers = layers_of(net, size)
    arrays = [array for _, array in layers.weights]
    with open(os.path.join(out, "weights.bin"), "wb") as file:
        for array in arrays:
            file.write((array.astype("<f2") if float16 else array).tobytes())
    with open(os.path.join(out, "model.json"), "w") as file:
        json.dump(model_json(layers, "weights.bin", float16), file, indent=1)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", help="a trained and exported run; without it only manifest.json is written anew")
    parser.add_argument("--out", required=True)
    parser.add_argument("--int8", default="models/ringform-cells.json", help="manifest of the int8 model of the same run")
    parser.add_argument("--float16", action="store_true", help="half the bytes, rounded weights: no longer the same scores")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with open(options.int8) as file:
        int8 = json.load(file)
    size = int8["crop"]["size"]
    if options.run:
        export_run(options, parser, int8, size)
    else:
        with open(os.path.join(options.out, "manifest.json")) as file:
            before = json.load(file)
        if any(before[key] != int8[key] for key in ("version", "crop", "training")):
            parser.error("%s is of other weights than %s: give its --run" % (options.out, options.int8))
    with open(os.path.join(options.out, "manifest.json"), "w") as file:
        json.dump(manifest(int8, options.out, size), file, indent=1, ensure_ascii=False)
        file.write("\n")
    print("%s: weights.bin %d bytes" % (options.out, os.path.getsize(os.path.join(options.out, "weights.bin"))))


def export_run(options, parser, int8, size):
    made = described(options.run, "cells.onnx")
    if made["sha256"] != int8["weights"]["sha256"]:
        parser.error("%s/cells.onnx is not the file that %s describes: calibration and rates are not this run's"
                     % (options.run, options.int8))
    net = CellNet()
    net.load_state_dict(torch.load(os.path.join(options.run, "weights.pt")))
    net.eval()
    os.makedirs(options.out, exist_ok=True)
    write(net, size, options.out, options.float16)
    shutil.copyfile(os.path.join(options.run, "cells-float.onnx"), os.path.join(options.out, "float.onnx"))


if __name__ == "__main__":
    main()
