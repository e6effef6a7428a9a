"""A frozen encoder from any torch module, named as `package.module:factory` or `file.py:factory`."""

import importlib
import importlib.util
import tempfile
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from ..onnx_tools.inspect import read_graph
from ..onnx_tools.weights import weight_bytes
from ..refused import Refused, first_line
from ..state_dicts import load_tensors
from .exporters import export, plain_attention
from .files import finish, wants_external
from .part import EncoderFiles, EncoderPart, encode_with
from .pixels import Normalisation, PixelEncoder, Pool

SMALL_BYTES = 256 << 20
"""Encoders with more weights than this are compared on fewer patches: a patch may take seconds."""


@dataclass(frozen=True)
class TorchSource:
    """What the user said. `normalisation` None: the module takes uint8 patches `[B, S, S, 3]` itself."""

    factory: str
    weights: Path | None
    side_px: int
    normalisation: Normalisation | None
    pool: Pool
    encoder_id: str
    external: bool | None
    exporter: str = "auto"


def make_module(factory: str, weights: Path | None) -> nn.Module:
    """The module that the named function or class gives, in evaluation mode. Runs that code: it has to be trusted."""
    where, _, name = factory.rpartition(":")
    if not where or not name.isidentifier():
        raise Refused(f"{factory!r} is not of the form package.module:factory or file.py:factory")
    try:
        if where.endswith(".py"):
            spec = importlib.util.spec_from_file_location(Path(where).stem, where)
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
        else:
            module = importlib.import_module(where)
    except (Exception, SystemExit) as error:  # whatever the user's code raises
        raise Refused(f"{where} cannot be imported: {first_line(error)}") from error
    if not callable(make := getattr(module, name, None)):
        raise Refused(f"{where} has no function or class {name}")
    try:
        encoder = make()
    except (Exception, SystemExit) as error:
        raise Refused(f"{factory} fails: {first_line(error)}") from error
    if not isinstance(encoder, nn.Module):
        raise Refused(f"{factory} gives {type(encoder).__name__}, not a torch module")
    if weights is not None:
        try:
            encoder.load_state_dict(load_tensors(weights))
        except RuntimeError as error:
            raise Refused(f"{weights.name} does not fit {factory}: {error}") from error
    return encoder.eval()


def torch_encoder(source: TorchSource) -> EncoderPart:
    """The module as an encoder part; raises Refused with the reason."""
    encoder = PixelEncoder(make_module(source.factory, source.weights), source.normalisation, source.pool)
    encoder = encoder.float().eval().requires_grad_(False)
    feature_dim = _try_out(encoder, source)
    size = sum(p.numel() * 4 for p in encoder.parameters())

    def write(folder: Path) -> EncoderFiles:
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            graph = export(encoder, source.side_px, Path(scratch), source.exporter)
            model = read_graph(graph)
            external = wants_external(weight_bytes(model, graph.parent), source.external)
            return finish(model, graph.parent, folder, external, source.side_px, feature_dim)

    return EncoderPart(
        id=source.encoder_id,
        feature_dim=feature_dim,
        write=write,
        reference=encode_with(encoder),
        batches=(1, 3) if size > SMALL_BYTES else (1, 3, 8),
        transform=source.normalisation.transform() if source.normalisation else [{"name": "InEncoder"}],
    )


@torch.no_grad()
def _try_out(encoder: PixelEncoder, source: TorchSource) -> int:
    """The feature length; raises Refused where the encoder does not do for one patch what it does for several."""
    rng = torch.Generator().manual_seed(0)
    side = source.side_px
    patches = torch.randint(0, 256, (2, side, side, 3), generator=rng, dtype=torch.uint8)
    with plain_attention():
        try:
            raw = encoder.body(encoder.planes(patches))
        except Exception as error:  # whatever the user's code raises
            raise Refused(
                f"{source.factory} does not take patches of {side} px: {first_line(error)}"
            ) from error
        if not isinstance(raw, Tensor):
            raise Refused(
                f"{source.factory} gives a {type(raw).__name__}: wrap it so that it gives one tensor"
            )
        source.pool.check(tuple(raw.shape))
        together = source.pool(raw).float()
        try:
            alone = torch.cat([encoder(patch[None]) for patch in patches])
        except Exception as error:
            raise Refused(f"{source.factory} does not take a batch of one: {first_line(error)}") from error
    if not together.isfinite().all():
        raise Refused(f"{source.factory} gives features that are not finite")
    if alone.shape != together.shape or not torch.allclose(alone, together, 1e-3, 1e-4):
        raise Refused(f"{source.factory} gives a patch other features in a batch than alone")
    return together.shape[1]
