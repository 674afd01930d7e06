"""The cell net: plain strided convolutions, batch norm (folded at export), mean over the last map, two logits."""

import torch
from torch import nn

MEDIAN = 150.0
SCALE = 64.0

# (outputs, kernel, stride) of each convolution. Plain 3×3 convolutions, not depthwise-separable ones: fewer
# instructions a cell in int8 on every core we target, at the same multiply-adds.
LAYERS = ((16, 3, 2), (24, 3, 2), (32, 3, 1), (40, 3, 2), (64, 3, 1))


class CellNet(nn.Module):
    def __init__(self, layers=LAYERS, dropout=0.1):
        super().__init__()
        blocks = []
        inputs = 3
        for outputs, kernel, stride in layers:
            blocks += [
                nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(inplace=True),
            ]
            inputs = outputs
        self.body = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Conv2d(inputs, 2, 1)

    def forward(self, x):
        """x: N×3×H×W, (level − 150) / 64: the cell's median is 0, as the padding is. Gives N×2 logits."""
        x = self.body(x).mean(dim=(2, 3), keepdim=True)
        return self.head(self.dropout(x)).flatten(1)


def folded(net):
    """[(weight, bias, stride, padding)] of the convolutions with batch norm folded in, then the head's (weight, bias)."""
    out = []
    modules = list(net.body)
    for conv, norm in zip(modules[0::3], modules[1::3]):
        gain = norm.weight.detach() / torch.sqrt(norm.running_var + norm.eps)
        weight = conv.weight.detach() * gain[:, None, None, None]
        bias = norm.bias.detach() - norm.running_mean * gain
        out.append((weight, bias, conv.stride[0], conv.padding[0]))
    return out, (net.head.weight.detach(), net.head.bias.detach())


def parameters(net):
    """Number of weights and biases after folding."""
    convs, (weight, bias) = folded(net)
    return sum(w.numel() + b.numel() for w, b, _, _ in convs) + weight.numel() + bias.numel()


def multiply_adds(net, size):
    """Multiply-adds for one crop of size × size."""
    total = 0
    for weight, _, stride, _ in folded(net)[0]:
        size = (size + stride - 1) // stride
        total += weight.numel() * size * size
    return total + net.head.weight.numel()
