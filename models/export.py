"""Writes a trained net as full-integer ONNX (QDQ), and its float parent beside it.

  python3 models/export.py --run models/runs/fold0 --out models/runs/fold0/cells.onnx

Batch norm folded; int8 weights, symmetric per output channel; int32 bias; uint8 activations with ranges taken from crops
of the patients it was trained on. Input: N×48×48×3 uint8 as cropped. The first DequantizeLinear is the crop convention's
own scale (zero point 150, the cell's median), so nothing is lost there and the zero padding of a convolution means "median".
"""

import argparse
import json
import os

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

import augment
import cells as prepared_cells
from net import CellNet, folded

OPSET = 13


def activations(net, x):
    """Every tensor that gets quantised, in order: each convolution's output after its ReLU, the mean, the logits."""
    convs, (head_weight, head_bias) = folded(net)
    out = []
    for weight, bias, stride, padding in convs:
        x = F.relu(F.conv2d(x, weight, bias, stride, padding))
        out.append(x)
    x = x.mean(dim=(2, 3), keepdim=True)
    out.append(x)
    out.append(F.conv2d(x, head_weight, head_bias))
    return out


def ranges(net, crops, share, seed=0):
    """Upper ends of the activations (quantile `share` of all values, ReLU starts at 0) and the logits' least and most."""
    rng = torch.Generator().manual_seed(seed)
    seen = None
    with torch.no_grad():
        for start in range(0, len(crops), 256):
            part = np.ascontiguousarray(crops[start : start + 256])
            # Half as cropped, half varied: other stains and lights must find room in the ranges too.
            x = augment.plain(part) if (start // 256) % 2 == 0 else augment.augmented(part, rng)
            values = [v.flatten().numpy() for v in activations(net, x)]
            seen = [[v] for v in values] if seen is None else [s + [v] for s, v in zip(seen, values)]
    seen = [np.concatenate(s) for s in seen]
    uppers = [float(np.quantile(s[s > 0], share)) for s in seen[:-1]]
    return uppers, (float(seen[-1].min()), float(seen[-1].max()))


def rounded_weight(weight):
    """Weights as int8 stands for them: symmetric steps per output channel."""
    scales = weight.abs().flatten(1).amax(1).clamp(min=127e-8)[:, None, None, None] / 127
    return torch.round(weight / scales).clamp(-127, 127) * scales


def corrected(net, crops, uppers):
    """Folded layers with each bias moved so that, through rounded weights and activations, every channel keeps its mean.

    Rounding shifts a channel's mean by a little, and the shifts add up over layers (Nagel et al. 2019, data-free
    quantisation through bias correction; here measured on training crops instead of derived).
    """
    convs, (head_weight, head_bias) = folded(net)
    layers = [(weight, bias, stride, padding) for weight, bias, stride, padding in convs]
    exact = rounded = augment.plain(np.ascontiguousarray(crops))
    out = []
    with torch.no_grad():
        for (weight, bias, stride, padding), upper in zip(layers, uppers):
            exact = F.conv2d(exact, weight, bias, stride, padding)
            rounded = F.conv2d(rounded, rounded_weight(weight), bias, stride, padding)
            # Only where something passes the ReLU does the mean matter.
            live = ((exact > 0) | (rounded > 0)).float()
            shift = ((rounded - exact) * live).sum((0, 2, 3)) / live.sum((0, 2, 3)).clamp(min=1)
            out.append((weight, bias - shift, stride, padding))
            step = upper / 255
            exact = F.relu(exact)
            rounded = (torch.round(F.relu(rounded - shift[None, :, None, None]) / step) * step).clamp(max=upper)
        exact, rounded = exact.mean((2, 3), keepdim=True), rounded.mean((2, 3), keepdim=True)
        step = uppers[-1] / 255
        rounded = (torch.round(rounded / step) * step).clamp(max=uppers[-1])
        shift = F.conv2d(rounded, rounded_weight(head_weight)) - F.conv2d(exact, head_weight)
        return out, (head_weight, head_bias - shift.mean((0, 2, 3)))


class Graph:
    def __init__(self):
        self.nodes = []
        self.constants = []

    def constant(self, name, array):
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def node(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def requantise(self, value, name, scale, zero):
        scale = self.constant(name + "_scale", np.float32(scale))
        zero = self.constant(name + "_zero", np.uint8(zero))
        quantised = self.node("QuantizeLinear", [value, scale, zero], name + "_q")
        return self.node("DequantizeLinear", [quantised, scale, zero], name + "_dq")

    def convolution(self, value, name, weight, bias, input_scale, **attributes):
        weight, bias = weight.numpy(), bias.numpy()
        scales = np.maximum(np.abs(weight).reshape(len(weight), -1).max(1) / 127, 1e-8).astype(np.float32)
        steps = np.clip(np.rint(weight / scales[:, None, None, None]), -127, 127).astype(np.int8)
        bias_scales = (scales * np.float32(input_scale)).astype(np.float32)
        bias_steps = np.rint(bias / bias_scales).astype(np.int32)
        w = self.node(
            "DequantizeLinear",
            [
                self.constant(name + "_weight", steps),
                self.constant(name + "_weight_scale", scales),
                self.constant(name + "_weight_zero", np.zeros(len(weight), np.int8)),
            ],
            name + "_weight_dq",
            axis=0,
        )
        b = self.node(
            "DequantizeLinear",
            [self.constant(name + "_bias", bias_steps), self.constant(name + "_bias_scale", bias_scales)],
            name + "_bias_dq",
            axis=0,
        )
        return self.node("Conv", [value, w, b], name, kernel_shape=list(weight.shape[2:]), **attributes)


def model(graph, size, name):
    inputs = [helper.make_tensor_value_info("crops", TensorProto.UINT8, ["cells", size, size, 3])]
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["cells", 2])]
    made = helper.make_model(
        helper.make_graph(graph.nodes, name, inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name="ringform",
    )
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made


def int8_model(layers, size, uppers, logits):
    graph = Graph()
    value = graph.node("Transpose", ["crops"], "planes", perm=[0, 3, 1, 2])
    input_scale = 1 / 64
    value = graph.node(
        "DequantizeLinear",
        [value, graph.constant("crops_scale", np.float32(input_scale)), graph.constant("crops_zero", np.uint8(150))],
        "input",
    )
    convs, (head_weight, head_bias) = layers
    for i, (weight, bias, stride, padding) in enumerate(convs):
        name = "conv%d" % (i + 1)
        value = graph.convolution(
            value, name, weight, bias, input_scale, strides=[stride] * 2, pads=[padding] * 4
        )
        value = graph.node("Relu", [value], name + "_relu")
        input_scale = uppers[i] / 255
        value = graph.requantise(value, name + "_out", input_scale, 0)
    value = graph.node("GlobalAveragePool", [value], "mean")
    input_scale = uppers[-1] / 255
    value = graph.requantise(value, "mean_out", input_scale, 0)
    value = graph.convolution(value, "head", head_weight, head_bias, input_scale, strides=[1, 1], pads=[0] * 4)
    low, high = logits
    scale = (high - low) / 255
    value = graph.requantise(value, "head_out", scale, int(round(-low / scale)))
    graph.node("Flatten", [value], "logits", axis=1)
    return model(graph, size, "ringform_cells_int8")


def float_model(net, size):
    """The same net in float: its parent, to measure what quantisation costs."""
    graph = Graph()
    value = graph.node("Transpose", ["crops"], "planes", perm=[0, 3, 1, 2])
    value = graph.node("Cast", [value], "levels", to=TensorProto.FLOAT)
    value = graph.node("Sub", [value, graph.constant("median", np.float32(150))], "centred")
    value = graph.node("Mul", [value, graph.constant("scale", np.float32(1 / 64))], "input")
    convs, head = folded(net)
    for i, (weight, bias, stride, padding) in enumerate(convs):
        name = "conv%d" % (i + 1)
        names = [graph.constant(name + "_weight", weight.numpy()), graph.constant(name + "_bias", bias.numpy())]
        value = graph.node("Conv", [value] + names, name, strides=[stride] * 2, pads=[padding] * 4)
        value = graph.node("Relu", [value], name + "_relu")
    value = graph.node("GlobalAveragePool", [value], "mean")
    names = [graph.constant("head_weight", head[0].numpy()), graph.constant("head_bias", head[1].numpy())]
    value = graph.node("Conv", [value] + names, "head")
    graph.node("Flatten", [value], "logits", axis=1)
    return model(graph, size, "ringform_cells_float")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True)
    parser.add_argument("--cache", default="models/cache")
    parser.add_argument("--out")
    parser.add_argument("--quantile", type=float, default=0.99995)
    options = parser.parse_args()
    out = options.out or os.path.join(options.run, "cells.onnx")
    torch.set_num_threads(1)
    with open(os.path.join(options.run, "run.json")) as file:
        run = json.load(file)
    data = prepared_cells.load(options.cache)
    net = CellNet()
    net.load_state_dict(torch.load(os.path.join(options.run, "weights.pt")))
    net.eval()
    train = np.flatnonzero(data.folds != run["fold"])
    chosen = np.sort(np.random.RandomState(0).choice(train, 4096, replace=False))
    uppers, logits = ranges(net, data.crops[chosen], options.quantile)
    size = data.crops.shape[1]
    layers = corrected(net, data.crops[chosen[:2048]], uppers)
    onnx.save(int8_model(layers, size, uppers, logits), out)
    onnx.save(float_model(net, size), out.replace(".onnx", "-float.onnx"))
    print("%s: %d bytes; upper ends %s; logits %.2f to %.2f"
          % (out, os.path.getsize(out), " ".join("%.2f" % u for u in uppers), *logits))


if __name__ == "__main__":
    main()
