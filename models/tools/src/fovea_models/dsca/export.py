"""DSCA as the split graphs of docs/bundle-format.md.

The convolutions are written as matrix products and constant shifts, which every back end runs alike: `low-embed`
multiplies once per tap and adds the products shifted along the sequence; `high-embed` multiplies once with all nine taps
and adds them up by a constant 16×144 matrix of zeros and ones.
"""

from pathlib import Path

import numpy as np
from torch import Tensor, nn

from ..onnx_tools.graph import Graph
from .model import CROSS_HEADS, HIGH_KERNEL, LOW_KERNEL, SCALE, Attention, Dsca, EncoderLayer, GatedPool

PLACES = SCALE * SCALE


def _affine(graph: Graph, x: str, weight: Tensor, bias: Tensor) -> str:
    """`x·Wᵀ + b` for `weight [out, in]`."""
    return graph.node("Add", graph.node("MatMul", x, graph.constant(weight.T)), graph.constant(bias))


def _projected(graph: Graph, x: str, layer: Attention, part: int) -> str:
    """Queries (0), keys (1) or values (2) of `x [..., width]`, heads not yet apart."""
    return _affine(graph, x, layer.in_proj_weight.chunk(3)[part], layer.in_proj_bias.chunk(3)[part])


def _gated(graph: Graph, x: str, pool: GatedPool) -> str:
    """Scores before the softmax `[..., m, 1]`."""
    said = graph.node("Tanh", _affine(graph, x, pool.fc1[0].weight, pool.fc1[0].bias))
    gate = graph.node("Sigmoid", _affine(graph, x, pool.score[0].weight, pool.score[0].bias))
    return _affine(graph, graph.node("Mul", said, gate), pool.fc2.weight, pool.fc2.bias)


def _low_embed(model: Dsca) -> Graph:
    graph, c = Graph("low-embed"), model.config
    layer = model.patchx5_embedding_layer
    low = graph.input("low", ("n", c.features))
    total = ""
    for tap in range(LOW_KERNEL):
        product = graph.node("MatMul", low, graph.constant(layer.conv.weight[:, :, tap].T))
        if (
            shift := tap - LOW_KERNEL // 2
        ):  # row i takes the product of row i + shift; beyond the ends lie zeros
            zeros = graph.constant(np.zeros((abs(shift), c.width)))
            parts = (product, zeros) if shift > 0 else (zeros, product)
            first, last = (shift, np.iinfo(np.int64).max) if shift > 0 else (0, shift)
            bounds = [graph.constant(np.array([value]), np.int64) for value in (first, last, 0)]
            product = graph.node("Slice", graph.node("Concat", *parts, axis=0), *bounds)
        total = graph.node("Add", total, product) if total else product
    x = graph.node("Add", total, graph.constant(layer.conv.bias))
    graph.output(graph.norm(x, layer.norm), "tokens", ("n", c.width))
    return graph


def _gather_taps() -> np.ndarray:
    """Zeros and ones float32 [16, 16·9]: place p of a block takes tap t of place q where q is p moved by t."""
    reach = HIGH_KERNEL // 2
    chosen = np.zeros((PLACES, PLACES, HIGH_KERNEL**2), np.float32)
    for row, column, down, right in np.ndindex(SCALE, SCALE, HIGH_KERNEL, HIGH_KERNEL):
        y, x = row + down - reach, column + right - reach
        if 0 <= y < SCALE and 0 <= x < SCALE:
            chosen[row * SCALE + column, y * SCALE + x, down * HIGH_KERNEL + right] = 1
    return chosen.reshape(PLACES, -1)


def _block_convolution(graph: Graph, high: str, conv: nn.Conv2d) -> str:
    """The convolution of every 4×4 block with zeros around it, `[m, 16, D]` to `[m, 16, d]`."""
    width, taps = conv.out_channels, HIGH_KERNEL**2
    weight = conv.weight.permute(1, 2, 3, 0).reshape(conv.in_channels, taps * width)
    products = graph.node("MatMul", high, graph.constant(weight))
    products = graph.reshape(products, (-1, PLACES * taps, width))
    return graph.node(
        "Add", graph.node("MatMul", graph.constant(_gather_taps()), products), graph.constant(conv.bias)
    )


def _high_embed(model: Dsca) -> Graph:
    graph, c = Graph("high-embed"), model.config
    layer = model.patchx20_embedding_layer
    low = graph.input("low", ("m", c.features))
    x = _block_convolution(graph, graph.input("high", ("m", PLACES, c.features)), layer.conv)
    x = graph.node("Relu", graph.norm(x, layer.norm))
    if c.pooling == "capool":
        attend, size = layer.cross_att_pool, c.width // CROSS_HEADS
        point = layer.conv_patch_x5.conv
        asked = _projected(graph, _affine(graph, low, point.weight[:, :, 0], point.bias), attend, 0)
        q = graph.reshape(graph.node("Mul", asked, graph.constant(size**-0.5)), (-1, CROSS_HEADS, 1, size))
        k, v = (
            graph.reshape(_projected(graph, x, attend, part), (-1, PLACES, CROSS_HEADS, size))
            for part in (1, 2)
        )
        scores = graph.node("MatMul", q, graph.node("Transpose", k, perm=(0, 2, 3, 1)))
        weights = graph.node("Softmax", scores, axis=-1)
        mixed = graph.node("MatMul", weights, graph.node("Transpose", v, perm=(0, 2, 1, 3)))
        tokens = graph.linear(graph.reshape(mixed, (-1, c.width)), attend.out_proj)
        cross = graph.reshape(scores, (-1, CROSS_HEADS, PLACES))
        graph.output(cross, "cross-attention", ("m", CROSS_HEADS, PLACES))
    elif c.pooling == "gapool":
        scores = graph.node("Transpose", _gated(graph, x, layer.pool), perm=(0, 2, 1))
        weights = graph.node("Softmax", scores, axis=-1)
        tokens = graph.reshape(graph.node("MatMul", weights, x), (-1, c.width))
    else:
        tokens = graph.node("ReduceMean", x, axes=[1], keepdims=0)
    graph.output(tokens, "tokens", ("m", c.width))
    return graph


def _heads_apart(graph: Graph, x: str, heads: int, size: int, order: tuple[int, int, int]) -> str:
    """`[m, e]` as `[m, h, e/h]`, transposed to `order`."""
    return graph.node("Transpose", graph.reshape(x, (-1, heads, size)), perm=order)


def _keys_values(layer: EncoderLayer, name: str, width: int, heads: int) -> Graph:
    graph, size = Graph(name), width // heads
    x = graph.input("x", ("m", width))
    keys, values = (_projected(graph, x, layer.self_attn, part) for part in (1, 2))
    graph.output(_heads_apart(graph, keys, heads, size, (1, 2, 0)), "k", (heads, size, "m"))
    graph.output(_heads_apart(graph, values, heads, size, (1, 0, 2)), "v", (heads, "m", size))
    return graph


def _query(layer: EncoderLayer, name: str, width: int, heads: int) -> Graph:
    graph, size = Graph(name), width // heads
    x = graph.input("x", ("m", width))
    k, v = graph.input("k", (heads, size, "n")), graph.input("v", (heads, "n", size))
    q = _heads_apart(graph, _projected(graph, x, layer.self_attn, 0), heads, size, (1, 0, 2))
    scores = graph.node("MatMul", graph.node("Mul", q, graph.constant(size**-0.5)), k)
    mixed = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), v)
    joined = graph.reshape(graph.node("Transpose", mixed, perm=(1, 0, 2)), (-1, width))
    y = graph.norm(graph.node("Add", x, graph.linear(joined, layer.self_attn.out_proj)), layer.norm1)
    hidden = graph.linear(graph.node("Relu", graph.linear(y, layer.linear1)), layer.linear2)
    graph.output(graph.norm(graph.node("Add", y, hidden), layer.norm2), "y", ("m", width))
    return graph


def _gate(model: Dsca) -> Graph:
    graph, w = Graph("gate"), model.config.output_width
    x = graph.input("x", ("m", w))
    graph.output(graph.reshape(_gated(graph, x, model.pool), (-1,)), "score", ("m",))
    return graph


def _answer(model: Dsca) -> Graph:
    graph, c = Graph("answer"), model.config
    y = graph.linear(graph.input("x", (1, c.output_width)), model.out_layer[0])
    if c.output == "cox":
        y = graph.linear(graph.node("Relu", y), model.out_layer[3])
    else:
        y = graph.node("Sigmoid", y)
    graph.output(graph.reshape(y, (c.classes,)), "output", (c.classes,))
    return graph


def export_head(model: Dsca, folder: Path) -> dict[str, str]:
    """Write `<folder>/head/*.onnx`; returns graph name → path relative to `folder`, as the manifest wants it."""
    graphs = {
        "low-embed": _low_embed(model),
        "high-embed": _high_embed(model),
        "gate": _gate(model),
        "answer": _answer(model),
    }
    heads = model.config.heads
    for stream, (module, width) in model.config.streams.items():
        for index, layer in enumerate(getattr(model, module).layers):
            name = f"{stream}-layer{index}"
            graphs[f"{name}-kv"] = _keys_values(layer, f"{name}-kv", width, heads)
            graphs[f"{name}-query"] = _query(layer, f"{name}-query", width, heads)
    paths = {}
    for name, graph in sorted(graphs.items()):
        paths[name] = f"head/{name}.onnx"
        graph.save(folder / paths[name])
    return paths
