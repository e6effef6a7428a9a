"""Attention sampling as the two graphs of docs/bundle-format.md: uint8 RGB in, floor pooling, no shape arithmetic."""

from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto
from torch import nn

from ..onnx_tools.graph import Graph
from .model import LENGTH_EPS, SLOPE, AttentionNetwork, AttentionSampling, FeatureNetwork


def _planes(graph: Graph, pixels: str) -> str:
    """uint8 NHWC as float32 NCHW in 0..1."""
    x = graph.node("Cast", pixels, to=TensorProto.FLOAT)
    return graph.node("Transpose", graph.node("Div", x, graph.constant(255.0)), perm=[0, 3, 1, 2])


def _conv(graph: Graph, x: str, layer: nn.Conv2d) -> str:
    weight, bias = graph.constant(layer.weight), graph.constant(layer.bias)
    return graph.node("Conv", x, weight, bias, kernel_shape=[3, 3], pads=[1, 1, 1, 1])


def _norm(graph: Graph, x: str, layer: nn.BatchNorm2d) -> str:
    """Stored statistics as one scale and shift. Not folded into the next convolution: its zero padding is not shifted."""
    scale = layer.weight / (layer.running_var + layer.eps).sqrt()
    shift = layer.bias - layer.running_mean * scale
    scaled = graph.node("Mul", x, graph.constant(scale[:, None, None]))
    return graph.node("Add", scaled, graph.constant(shift[:, None, None]))


def attention_graph(network: AttentionNetwork) -> Graph:
    """`image` uint8 `[1, H, W, 3]` to `logits` `[h, w]`."""
    graph = Graph("attention")
    image = graph.input("image", (1, "H", "W", 3), TensorProto.UINT8)
    side = [network.step_px, network.step_px]
    x = graph.node("AveragePool", _planes(graph, image), kernel_shape=side, strides=side)
    for conv, norm in zip(network.conv, network.norm, strict=True):
        x = _norm(graph, graph.node("LeakyRelu", _conv(graph, x, conv), alpha=SLOPE), norm)
    logits = graph.node("Squeeze", _conv(graph, x, network.last), graph.constant(np.array([0, 1]), np.int64))
    graph.output(logits, "logits", ("h", "w"))
    return graph


def feature_graph(network: FeatureNetwork, patch_px: int) -> Graph:
    """`patches` uint8 `[m, S, S, 3]` to `votes` `[m, c]` of unit length."""
    graph = Graph("feature")
    x = _planes(graph, graph.input("patches", ("m", patch_px, patch_px, 3), TensorProto.UINT8))
    for conv in network.conv:
        x = graph.node("LeakyRelu", _conv(graph, x, conv), alpha=SLOPE)
    vote = graph.linear(graph.node("ReduceMax", x, axes=[2, 3], keepdims=0), network.linear)
    length = graph.node(
        "Max", graph.node("ReduceL2", vote, axes=[-1], keepdims=1), graph.constant(LENGTH_EPS)
    )
    graph.output(graph.node("Div", vote, length), "votes", ("m", network.linear.out_features))
    return graph


def export_head(model: AttentionSampling, folder: Path) -> dict[str, str]:
    """Write `<folder>/head/*.onnx`; returns graph name → path relative to `folder`, as the manifest wants it."""
    graphs = {
        "attention": attention_graph(model.attention),
        "feature": feature_graph(model.feature, model.config.patch_px),
    }
    for name, graph in graphs.items():
        graph.save(folder / "head" / f"{name}.onnx")
    return {name: f"head/{name}.onnx" for name in graphs}


def head_description(
    model: AttentionSampling, graphs: dict[str, str], image_px: tuple[int, int]
) -> dict[str, Any]:
    """The manifest's `head` object; `image_px` is (width, height) of the images trained on."""
    c = model.config
    return {
        "architecture": "attention-sampling",
        "classes": c.classes,
        "step_pixels": c.step_px,
        "samples": c.samples,
        "sharpness": c.sharpness,
        "image_pixels": {"width": image_px[0], "height": image_px[1]},
        "graphs": graphs,
    }
