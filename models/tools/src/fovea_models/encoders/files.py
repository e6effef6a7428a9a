"""The last steps of every encoder's ONNX file: declared shapes, nothing of the machine it came from, weights in or beside it."""

from pathlib import Path

import onnx
from onnx import TensorProto, helper

from ..onnx_tools.inspect import opset_problems
from ..onnx_tools.weights import save_model
from ..refused import Refused
from .part import EncoderFiles

EXTERNAL_FROM_BYTES = 256 << 20
LARGEST_IR = 10


def wants_external(weight_bytes: int, asked: bool | None) -> bool:
    """Do the weights go into a file of their own? `asked` None: where they are large."""
    return weight_bytes > EXTERNAL_FROM_BYTES if asked is None else asked


def finish(
    model: onnx.ModelProto,
    source: Path,
    folder: Path,
    external: bool,
    side_px: int,
    feature_dim: int,
    name: str = "encoder.onnx",
) -> EncoderFiles:
    """Write `<folder>/encoder.onnx` (and its data file) from a model whose data files lie in `source`.

    The model's one input and output become `patches` uint8 `[B, S, S, 3]` and `features` float32 `[B, D]`; it is changed.
    """
    if problems := opset_problems(model):
        raise Refused("; ".join(problems))
    (patches,), (features,) = (
        [v for v in model.graph.input if v.name not in {t.name for t in model.graph.initializer}],
        model.graph.output,
    )
    if (patches.name, features.name) != ("patches", "features"):
        raise ValueError(f"the graph takes {patches.name} and gives {features.name}")
    patches.CopyFrom(helper.make_tensor_value_info("patches", TensorProto.UINT8, ["B", side_px, side_px, 3]))
    features.CopyFrom(helper.make_tensor_value_info("features", TensorProto.FLOAT, ["B", feature_dim]))
    strip(model)
    data = save_model(model, source, folder / name, external)
    return EncoderFiles({"fp32": name}, {"fp32": data} if data else {})


def strip(model: onnx.ModelProto) -> None:
    """Take out what exporters write about their own machine and code: documentation, metadata, inferred shapes."""
    model.ir_version = min(model.ir_version, LARGEST_IR)
    model.producer_name, model.producer_version, model.doc_string = "fovea_models", "", ""
    del model.metadata_props[:]
    graph = model.graph
    graph.name, graph.doc_string = "encoder", ""
    del graph.value_info[:]
    del graph.metadata_props[:]
    for item in (*graph.node, *graph.initializer):
        item.doc_string = ""
        del item.metadata_props[:]
