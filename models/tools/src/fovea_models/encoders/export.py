"""Encoders as ONNX: `patches` uint8 `[B, S, S, 3]` to `features` float32 `[B, D]`; only B is dynamic."""

import warnings
from pathlib import Path
from typing import Any

import torch
from onnx import TensorProto
from torch import Tensor, nn

from ..onnx_tools.graph import OPSET, Graph
from .efficientnet_lite0 import FEATURES, MEAN, STD, EfficientNetLite0
from .part import encode_with, measure_parity


def export_module(encoder: nn.Module, side_px: int, path: Path) -> None:
    """Any torch encoder with that contract, by PyTorch's tracing exporter; batch norms are folded."""
    path.parent.mkdir(parents=True, exist_ok=True)
    sample = torch.zeros(2, side_px, side_px, 3, dtype=torch.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the tracing exporter is deprecated, not gone
        torch.onnx.export(
            encoder.eval(),
            (sample,),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=["patches"],
            output_names=["features"],
            dynamic_axes={"patches": {0: "B"}, "features": {0: "B"}},
        )


def export_lite0(model: EfficientNetLite0, side_px: int, path: Path) -> None:
    """EfficientNet-Lite0 written out by hand: TensorFlow's padding sits in the convolutions, batch norms in their weights.

    (Traced, each padding becomes seven shape operators on int64.)
    """
    graph = Graph("efficientnet-lite0")
    patches = graph.input("patches", ("B", side_px, side_px, 3), TensorProto.UINT8)
    x = graph.node("Cast", patches, to=TensorProto.FLOAT)
    x = graph.node("Mul", graph.node("Sub", x, graph.constant(MEAN)), graph.constant(1 / STD))
    x, size = graph.node("Transpose", x, perm=[0, 3, 1, 2]), side_px
    zero, six = graph.constant(0.0), graph.constant(6.0)

    def conv(x: str, layer: nn.Conv2d, norm: nn.BatchNorm2d, size: int, clip: bool = True) -> tuple[str, int]:
        weight, bias = _folded(layer, norm)
        kernel, stride = layer.kernel_size[0], layer.stride[0]
        after = -(-size // stride)
        total = max((after - 1) * stride + kernel - size, 0)
        before = total // 2
        y = graph.node(
            "Conv",
            x,
            graph.constant(weight),
            graph.constant(bias),
            kernel_shape=[kernel, kernel],
            strides=[stride, stride],
            pads=[before, before, total - before, total - before],
            group=layer.groups,
        )
        return (graph.node("Clip", y, zero, six) if clip else y), after

    x, size = conv(x, model._conv_stem, model._bn0, size)
    for block in model._blocks:
        y, after = x, size
        if block.expands:
            y, after = conv(y, block._expand_conv, block._bn0, after)
        y, after = conv(y, block._depthwise_conv, block._bn1, after)
        y, after = conv(y, block._project_conv, block._bn2, after, clip=False)
        x, size = (graph.node("Add", x, y) if block.adds else y), after
    x, size = conv(x, model._conv_head, model._bn1, size)
    graph.output(graph.node("ReduceMean", x, axes=[2, 3], keepdims=0), "features", ("B", FEATURES))
    graph.save(path)


def _folded(layer: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Weight and bias of the convolution followed by the norm's stored statistics (folded in float64)."""
    scale = norm.weight.double() / (norm.running_var.double() + norm.eps).sqrt()
    weight = layer.weight.double() * scale[:, None, None, None]
    return weight.float(), (norm.bias.double() - norm.running_mean.double() * scale).float()


def encoder_parity(encoder: nn.Module, path: Path, side_px: int, seed: int = 0) -> dict[str, Any]:
    """`measure_parity` for a torch module."""
    return measure_parity(encode_with(encoder), path, side_px, seed=seed)
