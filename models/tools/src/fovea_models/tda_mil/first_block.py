"""The optional graphs `first-*` of a TDA-MIL head: cut out of one that was exported without them, and compared with the block they are parts of."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper

from ..onnx_tools.session import open_session
from .export import first_sums

PARTS = ("first-queries", "first-sums", "first-join")


def add_first_block(folder: Path, head: dict[str, Any]) -> dict[str, str]:
    """Write the parts beside a head's graphs; returns the names with their paths relative to `folder`.

    Raises ValueError where the first block's graph is not as `tda_mil.export` writes it.
    """
    heads, size = head["heads"], head["width"] // head["heads"]
    query = onnx.load(folder / head["graphs"]["block0-query"])
    scores, mixed = _product_with(query, "k"), _product_with(query, "v")
    axes = {"x": ["m", head["width"]], "mixed": [heads, "m", size]}
    _save(_cut(query, [("x", "x")], scores.input[0], "q", [heads, "m", size], axes), folder, "first-queries")
    inputs = [("x", "x"), (mixed.output[0], "mixed")]
    _save(
        _cut(query, inputs, query.graph.output[0].name, "y", ["m", head["width"]], axes), folder, "first-join"
    )
    first_sums(heads, size).save(folder / "head/first-sums.onnx")
    return {name: f"head/{name}.onnx" for name in PARTS}


def first_block_difference(folder: Path, head: dict[str, Any], features: np.ndarray) -> float:
    """Largest difference between the first block as one graph and in parts, over the tokens of `features` float32 [n, D]."""
    sessions = {
        name: open_session(folder / head["graphs"][name])
        for name in ("embed", "block0-kv", "block0-query", *PARTS)
    }
    tokens, cls = sessions["embed"].run(None, {"features": features})
    x = np.concatenate([cls, tokens])
    k, v = sessions["block0-kv"].run(["k", "v"], {"x": x, "td": np.zeros_like(x)})
    whole = sessions["block0-query"].run(["y"], {"x": x, "k": k, "v": v})[0]
    q = sessions["first-queries"].run(["q"], {"x": x})[0]
    shift = (q @ k).max(-1, keepdims=True)
    total, summed = sessions["first-sums"].run(["total", "sum"], {"q": q, "shift": shift, "k": k, "v": v})
    parts = sessions["first-join"].run(["y"], {"x": x, "mixed": summed / total})[0]
    return float(np.abs(parts - whole).max())


def _product_with(model: onnx.ModelProto, name: str) -> onnx.NodeProto:
    found = [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] == name]
    if len(found) != 1:
        raise ValueError(f"block0-query has {len(found)} products with {name}; one is wanted")
    return found[0]


def _cut(
    model: onnx.ModelProto,
    inputs: list[tuple[str, str]],
    output: str,
    name: str,
    shape: list[int | str],
    axes: dict[str, list[int | str]],
) -> onnx.ModelProto:
    """The part of a graph between values: `inputs` as (value, its new name), `output` named anew."""
    renamed = dict(inputs)
    wanted, nodes = {output}, []
    for node in reversed(model.graph.node):
        if wanted.isdisjoint(node.output):
            continue
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        wanted |= {value for value in node.input if value not in renamed}
        copy.input[:] = [renamed.get(value, value) for value in node.input]
        nodes.append(copy)
    nodes = [
        *reversed(nodes),
        helper.make_node("Identity", [output], [name if name != output else f"{name}_"]),
    ]
    if name == output:  # the graph's own output: it keeps its name, and needs no further node
        nodes.pop()
    weights = [tensor for tensor in model.graph.initializer if tensor.name in wanted]
    given = [helper.make_tensor_value_info(new, onnx.TensorProto.FLOAT, axes[new]) for _, new in inputs]
    made = helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
    cut = helper.make_model(
        helper.make_graph(nodes, f"first-{name}", given, [made], weights),
        opset_imports=list(model.opset_import),
        producer_name=model.producer_name,
    )
    cut.ir_version = model.ir_version
    onnx.checker.check_model(cut, full_check=True)
    return cut


def _save(model: onnx.ModelProto, folder: Path, name: str) -> None:
    (folder / f"head/{name}.onnx").write_bytes(model.SerializeToString())
