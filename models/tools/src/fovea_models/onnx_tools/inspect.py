"""What an ONNX file asks for, read without its weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import onnx
from onnx import TensorProto

OPSETS = range(17, 22)


@dataclass(frozen=True)
class Value:
    """An input or output: ONNX element type and axes (an int, or a name or None where dynamic)."""

    name: str
    dtype: int
    axes: tuple[int | str | None, ...]

    def __str__(self) -> str:
        axes = ", ".join("?" if a is None else str(a) for a in self.axes)
        return f"{self.name} {TensorProto.DataType.Name(self.dtype).lower()} [{axes}]"


def tensors(graph: onnx.GraphProto) -> Iterator[TensorProto]:
    """Every weight of a graph: initializers and constants, those of nested graphs too."""
    yield from graph.initializer
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                yield attribute.t
            yield from attribute.tensors
            for inner in [attribute.g] if attribute.type == onnx.AttributeProto.GRAPH else attribute.graphs:
                yield from tensors(inner)


def external_file(tensor: TensorProto) -> str | None:
    """The file a tensor's data lies in, where it is not in the graph itself."""
    if tensor.data_location != TensorProto.EXTERNAL:
        return None
    return next((entry.value for entry in tensor.external_data if entry.key == "location"), "")


def external_files(graph: onnx.GraphProto) -> set[str]:
    """Every external data file that a graph refers to."""
    return {name for name in map(external_file, tensors(graph)) if name is not None}


def _value(info: onnx.ValueInfoProto) -> Value:
    shape = info.type.tensor_type.shape
    axes = tuple(d.dim_value if d.HasField("dim_value") else d.dim_param or None for d in shape.dim)
    return Value(info.name, info.type.tensor_type.elem_type, axes)


def inputs(graph: onnx.GraphProto) -> list[Value]:
    """Inputs that are not weights."""
    weights = {tensor.name for tensor in graph.initializer}
    return [_value(info) for info in graph.input if info.name not in weights]


def outputs(graph: onnx.GraphProto) -> list[Value]:
    """Outputs in order."""
    return [_value(info) for info in graph.output]


def opset_problems(model: onnx.ModelProto) -> list[str]:
    """Why the format does not take the operators of this file, as sentences."""
    found = []
    for imported in model.opset_import:
        if imported.domain in ("", "ai.onnx"):
            if imported.version not in OPSETS:
                found.append(f"opset {imported.version} is outside {OPSETS[0]} to {OPSETS[-1]}")
        elif any(node.domain == imported.domain for node in model.graph.node):
            found.append(f"operators of the domain {imported.domain} are not part of ONNX")
    if any(function.node for function in model.functions):
        found.append("local functions are not supported")
    return found


def read_graph(path: Path) -> onnx.ModelProto:
    """The file without its external data."""
    return onnx.load(path, load_external_data=False)
