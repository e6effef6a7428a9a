"""A few lines to write an ONNX graph by hand: plain float32 operators at opset 17, no shape arithmetic."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

OPSET = 17
IR_VERSION = 8

Axis = int | str
"""A fixed size, or the name of a dynamic one."""


class Graph:
    """Collects nodes and weights; methods return the name of the value they make."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._count = 0

    def input(self, name: str, axes: Sequence[Axis], dtype: int = TensorProto.FLOAT) -> str:
        """Declare an input, float32 unless said otherwise."""
        self._inputs.append(helper.make_tensor_value_info(name, dtype, list(axes)))
        return name

    def output(self, value: str, name: str, axes: Sequence[Axis]) -> None:
        """Make a value an output of that name."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, list(axes)))

    def constant(self, value: np.ndarray | Tensor | float, dtype: type = np.float32) -> str:
        """A weight inside the file."""
        array = np.asarray(value.detach().numpy() if isinstance(value, Tensor) else value, dtype)
        self._count += 1
        name = f"w{self._count}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: object) -> str:
        """Any operator with one output."""
        self._count += 1
        name = f"v{self._count}"
        self._nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def linear(self, x: str, layer: nn.Linear) -> str:
        """`x·Wᵀ + b` for `x [m, in]`."""
        product = self.node("MatMul", x, self.constant(layer.weight.T))
        return product if layer.bias is None else self.node("Add", product, self.constant(layer.bias))

    def norm(self, x: str, layer: nn.LayerNorm) -> str:
        """Layer normalisation over the last axis."""
        scale, bias = self.constant(layer.weight), self.constant(layer.bias)
        return self.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=layer.eps)

    def gelu(self, x: str) -> str:
        """The exact GELU, by the error function."""
        erf = self.node("Erf", self.node("Mul", x, self.constant(2**-0.5)))
        return self.node(
            "Mul", self.node("Mul", x, self.constant(0.5)), self.node("Add", erf, self.constant(1.0))
        )

    def reshape(self, x: str, shape: Sequence[int]) -> str:
        """Reshape to a constant shape (0 keeps an axis, −1 is inferred)."""
        return self.node("Reshape", x, self.constant(np.array(shape), np.int64))

    def model(self) -> onnx.ModelProto:
        """The checked model."""
        graph = helper.make_graph(self._nodes, self.name, self._inputs, self._outputs, self._weights)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="fovea_models"
        )
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)
        return model

    def save(self, path: Path) -> None:
        """Write the model as one file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.model().SerializeToString())
