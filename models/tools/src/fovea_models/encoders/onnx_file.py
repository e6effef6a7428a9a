"""A frozen encoder from an existing ONNX file: float32 NCHW in, wrapped so that the graph takes uint8 NHWC patches itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, compose, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from ..onnx_tools.inspect import Value, inputs, opset_problems, outputs, read_graph
from ..onnx_tools.session import open_session
from ..onnx_tools.weights import LARGEST_FILE_BYTES, weight_bytes
from ..refused import Refused, first_line
from .files import finish, wants_external
from .part import EncoderFiles, EncoderPart
from .pixels import Normalisation, PixelEncoder, Pool

PREFIX = "body/"


@dataclass(frozen=True)
class OnnxSource:
    """What the user said. `normalisation` None: the file takes uint8 patches `[B, S, S, 3]` itself."""

    path: Path
    side_px: int
    normalisation: Normalisation | None
    pool: Pool
    encoder_id: str
    external: bool | None


def onnx_encoder(source: OnnxSource) -> EncoderPart:
    """The file as an encoder part; raises Refused with the reason."""
    model = _read(source.path)
    if problems := opset_problems(model):
        raise Refused(f"{source.path.name}: {'; '.join(problems)}")
    size = weight_bytes(model, source.path.parent)
    if size > LARGEST_FILE_BYTES:
        raise Refused(
            f"{source.path.name}: weights of {size / 2**30:.1f} GiB; a bundle's file holds at most 2 GiB"
        )
    given = _input(model, source)
    shape = _try_out(source, given)
    source.pool.check(shape)
    pooled = source.pool(torch.zeros(shape)).shape[1]

    def write(folder: Path) -> EncoderFiles:
        wrapped = _wrap(_read(source.path), source, given, shape)
        external = wants_external(size, source.external)
        return finish(wrapped, source.path.parent, folder, external, source.side_px, pooled)

    return EncoderPart(
        id=source.encoder_id,
        feature_dim=pooled,
        write=write,
        reference=_reference(source, given.name),
        reference_name="ONNX's reference evaluator in numpy, on the file as it was given",
        batches=(1, 2),
        transform=source.normalisation.transform() if source.normalisation else [{"name": "InEncoder"}],
    )


def _read(path: Path) -> onnx.ModelProto:
    try:
        return read_graph(path)
    except Exception as error:  # protobuf raises its own kinds
        raise Refused(f"{path.name} is not an ONNX file: {first_line(error)}") from error


def _input(model: onnx.ModelProto, source: OnnxSource) -> Value:
    """The one input, checked."""
    name, side = source.path.name, source.side_px
    given, made = inputs(model.graph), outputs(model.graph)
    if len(given) != 1:
        raise Refused(f"{name} takes {len(given)} inputs ({'; '.join(map(str, given))}); wanted is one")
    if len(made) != 1:
        raise Refused(f"{name} gives {len(made)} outputs ({'; '.join(map(str, made))}): cut it down to one")
    (value,) = given
    raw = source.normalisation is None
    dtype, axes = (TensorProto.UINT8, (side, side, 3)) if raw else (TensorProto.FLOAT, (3, side, side))
    wanted = f"{'uint8' if raw else 'float32'} [B, {', '.join(map(str, axes))}]"
    fits = len(value.axes) == 4 and all(
        not isinstance(axis, int) or axis == want for axis, want in zip(value.axes[1:], axes, strict=True)
    )
    if value.dtype != dtype or not fits:
        hint = "; without --mean and --std it has to take the patches as they are" if raw else ""
        raise Refused(f"{name} takes {value}; wanted {wanted} (patch_size_pixels is {side}){hint}")
    if isinstance(value.axes[0], int):
        raise Refused(f"{name} takes batches of {value.axes[0]} only: export it with a dynamic batch axis")
    return value


def _prepared(source: OnnxSource) -> Callable[[np.ndarray], np.ndarray]:
    """Patches as the file itself takes them."""
    front = PixelEncoder(torch.nn.Identity(), source.normalisation, Pool())
    return lambda patches: front.planes(torch.from_numpy(patches)).numpy()


def _try_out(source: OnnxSource, given: Value) -> tuple[int, ...]:
    """The output's shape for a batch of 2; raises Refused where patches are not looked at each by itself."""
    rng = np.random.default_rng(0)
    patches = rng.integers(0, 256, (2, source.side_px, source.side_px, 3), np.uint8)
    prepared = _prepared(source)(patches)
    try:
        session = open_session(source.path)
        together = session.run(None, {given.name: prepared})[0]
        alone = np.concatenate([session.run(None, {given.name: prepared[i : i + 1]})[0] for i in range(2)])
    except Exception as error:  # ONNX Runtime raises its own kinds
        raise Refused(f"{source.path.name} does not run: {first_line(error)}") from error
    if together.dtype != np.float32 or not np.isfinite(together).all():
        raise Refused(f"{source.path.name} gives {together.dtype} values, or values that are not finite")
    if alone.shape != together.shape or not np.allclose(alone, together, 1e-3, 1e-4):
        raise Refused(f"{source.path.name} gives a patch other features in a batch than alone")
    return tuple(together.shape)


def _reference(source: OnnxSource, name: str) -> Callable[[np.ndarray], np.ndarray]:
    """The file as it was given, under numpy, between our own scaling and pooling. Loaded on first use."""
    loaded: list[ReferenceEvaluator] = []

    def encode(patches: np.ndarray) -> np.ndarray:
        try:
            if not loaded:
                loaded.append(ReferenceEvaluator(onnx.load(source.path)))
            raw = loaded[0].run(None, {name: _prepared(source)(patches)})[0]
        except Exception as error:  # the evaluator raises many kinds for what it does not know
            reason = f"{source.path.name} cannot be checked without ONNX Runtime"
            raise Refused(f"{reason}: {first_line(error)}") from error
        return source.pool(torch.from_numpy(raw)).numpy()

    return encode


def _wrap(
    model: onnx.ModelProto, source: OnnxSource, given: Value, shape: tuple[int, ...]
) -> onnx.ModelProto:
    """The graph between a front that takes `patches` and a back that gives `features`. Its own names get a prefix."""
    graph = model.graph
    made = graph.output[0].name
    compose.add_prefix_graph(graph, PREFIX, inplace=True)
    before, after = (
        _front(source.normalisation, PREFIX + given.name),
        _back(source.pool, PREFIX + made, shape),
    )
    nodes = [*before.nodes, *graph.node, *after.nodes]
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*before.weights, *after.weights])
    kept = [v for v in graph.input if v.name != PREFIX + given.name]
    del graph.input[:], graph.output[:]
    weights = {tensor.name for tensor in graph.initializer}
    graph.input.append(helper.make_tensor_value_info("patches", TensorProto.UINT8, None))
    graph.input.extend(v for v in kept if v.name not in weights)
    graph.output.append(helper.make_tensor_value_info("features", TensorProto.FLOAT, None))
    return model


@dataclass(frozen=True)
class _Piece:
    nodes: list[onnx.NodeProto]
    weights: list[TensorProto]


def _front(normalisation: Normalisation | None, body_input: str) -> _Piece:
    if normalisation is None:
        return _Piece([helper.make_node("Identity", ["patches"], [body_input])], [])
    numbers = {"scale": 255.0, "mean": normalisation.mean, "std": normalisation.std}
    weights = [numpy_helper.from_array(np.array(v, np.float32), f"front/{k}") for k, v in numbers.items()]
    nodes = [
        helper.make_node("Cast", ["patches"], ["front/float"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["front/float", "front/scale"], ["front/scaled"]),
        helper.make_node("Sub", ["front/scaled", "front/mean"], ["front/centred"]),
        helper.make_node("Div", ["front/centred", "front/std"], ["front/normalised"]),
        helper.make_node("Transpose", ["front/normalised"], [body_input], perm=[0, 3, 1, 2]),
    ]
    return _Piece(nodes, weights)


def _back(pool: Pool, body_output: str, shape: tuple[int, ...]) -> _Piece:
    if pool.name is None:
        return _Piece([helper.make_node("Identity", [body_output], ["features"])], [])
    weights = []
    if pool.name in ("map-mean", "map-max"):
        operator = "GlobalAveragePool" if pool.name == "map-mean" else "GlobalMaxPool"
        pooled = helper.make_node(operator, [body_output], ["back/pooled"])
    else:
        weights.append(numpy_helper.from_array(pool.rows(shape[1]).numpy(), "back/rows"))
        pooled = helper.make_node("MatMul", ["back/rows", body_output], ["back/pooled"])
    return _Piece([pooled, helper.make_node("Flatten", ["back/pooled"], ["features"], axis=1)], weights)
