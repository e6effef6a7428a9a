"""TDA-MIL as the split graphs of docs/bundle-format.md.

The head is cut at the points where everything has to be known, so a caller may walk any number of queries in chunks of
any size against all keys and values, and gets the same numbers as from the whole model.
"""

from pathlib import Path

import numpy as np

from ..onnx_tools.graph import Graph
from .model import COSINE_EPS, Block, TdaMil


def _split(graph: Graph, x: str, heads: int, size: int, order: tuple[int, int, int]) -> str:
    """`[m, d]` as `[m, h, d/h]`, transposed to `order`."""
    return graph.node("Transpose", graph.reshape(x, (-1, heads, size)), perm=order)


def _embed(model: TdaMil) -> Graph:
    graph, c = Graph("embed"), model.config
    features = graph.input("features", ("m", c.features))
    graph.output(graph.linear(features, model.embed), "tokens", ("m", c.width))
    graph.output(graph.constant(model.cls[None]), "cls", (1, c.width))
    return graph


def _keys_values(model: TdaMil, block: Block, name: str) -> Graph:
    graph, c = Graph(name), model.config
    size = c.width // c.heads
    x, td = graph.input("x", ("m", c.width)), graph.input("td", ("m", c.width))
    z = graph.norm(x, block.norm1)
    keys = _split(graph, graph.linear(z, block.key), c.heads, size, (1, 2, 0))
    values = _split(graph, graph.linear(graph.node("Add", z, td), block.value), c.heads, size, (1, 0, 2))
    graph.output(keys, "k", (c.heads, size, "m"))
    graph.output(values, "v", (c.heads, "m", size))
    return graph


def _weights(graph: Graph, model: TdaMil, block: Block, x: str, k: str) -> str:
    """Softmaxed attention of the queries x, `[h, m, N]`."""
    size = model.config.width // model.config.heads
    q = _split(
        graph, graph.linear(graph.norm(x, block.norm1), block.query), model.config.heads, size, (1, 0, 2)
    )
    scaled = graph.node("Mul", q, graph.constant(size**-0.5))
    return graph.node("Softmax", graph.node("MatMul", scaled, k), axis=-1)


def _rest(graph: Graph, block: Block, x: str, mixed: str, width: int) -> str:
    """The block after its attention: `mixed [h, m, d/h]` to `[m, d]`."""
    joined = graph.reshape(graph.node("Transpose", mixed, perm=(1, 0, 2)), (-1, width))
    y = graph.node("Add", x, graph.linear(joined, block.out))
    hidden = graph.gelu(graph.linear(graph.norm(y, block.norm2), block.up))
    return graph.node("Add", y, graph.linear(hidden, block.down))


def _query(model: TdaMil, block: Block, name: str) -> Graph:
    graph, c = Graph(name), model.config
    size = c.width // c.heads
    x = graph.input("x", ("m", c.width))
    k, v = graph.input("k", (c.heads, size, "N")), graph.input("v", (c.heads, "N", size))
    mixed = graph.node("MatMul", _weights(graph, model, block, x, k), v)
    graph.output(_rest(graph, block, x, mixed, c.width), "y", ("m", c.width))
    return graph


def first_sums(heads: int, size: int) -> Graph:
    """`total` and `sum` over keys and values of `e = exp(q·k − shift)`; no weights of any model."""
    graph = Graph("first-sums")
    q, shift = graph.input("q", (heads, "m", size)), graph.input("shift", (heads, "m", 1))
    k, v = graph.input("k", (heads, size, "e")), graph.input("v", (heads, "e", size))
    weights = graph.node("Exp", graph.node("Sub", graph.node("MatMul", q, k), shift))
    last = graph.constant(np.array([-1]), np.int64)
    graph.output(graph.node("ReduceSum", weights, last, keepdims=1), "total", (heads, "m", 1))
    graph.output(graph.node("MatMul", weights, v), "sum", (heads, "m", size))
    return graph


def _first_block_in_parts(model: TdaMil) -> dict[str, Graph]:
    """The optional graphs `first-*`: step I's first block, cut where a question about a part of a bag begins."""
    c, block = model.config, model.blocks[0]
    size = c.width // c.heads
    queries, join = Graph("first-queries"), Graph("first-join")
    x = queries.input("x", ("m", c.width))
    q = _split(queries, queries.linear(queries.norm(x, block.norm1), block.query), c.heads, size, (1, 0, 2))
    queries.output(queries.node("Mul", q, queries.constant(size**-0.5)), "q", (c.heads, "m", size))
    x, mixed = join.input("x", ("m", c.width)), join.input("mixed", (c.heads, "m", size))
    join.output(_rest(join, block, x, mixed, c.width), "y", ("m", c.width))
    return {"first-queries": queries, "first-sums": first_sums(c.heads, size), "first-join": join}


def _attention(model: TdaMil, block: Block, name: str) -> Graph:
    graph, c = Graph(name), model.config
    x, k = graph.input("x", (1, c.width)), graph.input("k", (c.heads, c.width // c.heads, "N"))
    row = graph.node("ReduceMean", _weights(graph, model, block, x, k), axes=[0, 1], keepdims=0)
    graph.output(row, "attention", ("N",))
    return graph


def _select(model: TdaMil) -> Graph:
    graph, c = Graph("select"), model.config
    x = graph.input("x", ("m", c.width))
    task = model.task / model.task.norm().clamp_min(COSINE_EPS)
    length = graph.node("ReduceL2", x, axes=[-1], keepdims=1)
    length = graph.node("Max", length, graph.constant(COSINE_EPS))
    cosine = graph.node("Div", graph.node("MatMul", x, graph.constant(task[:, None])), length)
    relevance = graph.node("Min", graph.node("Max", cosine, graph.constant(0.0)), graph.constant(1.0))
    chosen = graph.node("MatMul", graph.node("Mul", relevance, x), graph.constant(model.select_matrix.T))
    td = graph.linear(graph.gelu(graph.linear(chosen, model.td_up)), model.td_down)
    graph.output(graph.reshape(relevance, (-1,)), "relevance", ("m",))
    graph.output(td, "td", ("m", c.width))
    return graph


def _classify(model: TdaMil) -> Graph:
    graph, c = Graph("classify"), model.config
    x = graph.input("x", (1, c.width))
    logits = graph.linear(graph.norm(x, model.norm), model.classifier)
    graph.output(graph.reshape(logits, (c.classes,)), "logits", (c.classes,))
    return graph


def export_head(model: TdaMil, folder: Path) -> dict[str, str]:
    """Write `<folder>/head/*.onnx`; returns graph name → path relative to `folder`, as the manifest wants it."""
    graphs = {"embed": _embed(model), "select": _select(model), "classify": _classify(model)}
    for prefix, blocks in (("", model.blocks), ("step2-", model.step2 or ())):
        for index, block in enumerate(blocks):
            name = f"{prefix}block{index}"
            graphs[f"{name}-kv"] = _keys_values(model, block, f"{name}-kv")
            graphs[f"{name}-query"] = _query(model, block, f"{name}-query")
            if index == len(blocks) - 1:
                graphs[f"{name}-attention"] = _attention(model, block, f"{name}-attention")
    graphs |= _first_block_in_parts(model)
    paths = {}
    for name, graph in sorted(graphs.items()):
        paths[name] = f"head/{name}.onnx"
        graph.save(folder / paths[name])
    return paths
