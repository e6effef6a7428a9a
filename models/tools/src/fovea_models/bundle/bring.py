"""One's own model as a bundle: head and encoder loaded, checked and written, or refused with the reason."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..encoders.half import with_half
from ..encoders.onnx_file import OnnxSource, onnx_encoder
from ..encoders.part import EncoderPart
from ..encoders.pixels import Normalisation, Pool
from ..encoders.reused import reused_encoder
from ..encoders.torch_module import TorchSource, torch_encoder
from ..refused import Refused
from .about import descriptive_keys, read_about
from .heads import load_head
from .kinds import KINDS
from .writer import Parts, write_bundle

GOLDEN_SEED = 910100
NOT_WRITTEN = (
    "TO BE WRITTEN: what the model did on slides it had never seen, how many and where they came from; where it fails. Nothing "
    "about this was measured when the bundle was made."
)


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line. `encoder` is an ONNX file, a bundle's folder, or `module:factory`."""

    target: Path
    architecture: str
    head: Path
    about: Path
    config: Path | None = None
    mapping: Path | None = None
    encoder: str | None = None
    encoder_weights: Path | None = None
    normalisation: Normalisation | None = None
    raw_pixels: bool = False
    pool: Pool = field(default_factory=Pool)
    exporter: str = "auto"
    external: bool | None = None
    half: bool = False
    replace: bool = False


def bring(request: Request) -> dict[str, Any]:
    """Write the bundle to `request.target` and return the parity report. Raises Refused or Unsound with the reason; then
    nothing is left behind."""
    target = request.target.absolute()
    if target.exists() and not request.replace:
        raise Refused(f"{target.name} is there already: --replace puts the new bundle in its place")
    if target.exists() and not (target / "model.json").is_file():
        raise Refused(f"{target.name} is not a bundle: it is not replaced")
    about = read_about(request.about)
    model, classes = load_head(request.architecture, request.head, request.config, request.mapping, about)
    keys = descriptive_keys(about, request.architecture, classes)
    kind, encoder, order = KINDS[request.architecture], None, about.get("order", "y-outer")
    if kind.has_encoder:
        encoder = make_encoder(request, about, target.name)
        if encoder.feature_dim != (wanted := model.config.features):
            raise Refused(f"the encoder gives {encoder.feature_dim} features, the head takes {wanted}")
        keys["transform"] = encoder.transform
    elif request.encoder is not None:
        raise Refused(f"--encoder: {request.architecture} has none, its networks read pixels")
    else:
        keys["transform"] = [{"name": "ToTensor"}]
    parts = Parts(
        architecture=request.architecture,
        head=model,
        encoder=encoder,
        side_px=about["patch_size_pixels"],
        spacing_um_px=about["spacing_um_px"],
        about=keys,
        golden_seed=GOLDEN_SEED,
        notes=[(note["title"], note["text"]) for note in about.get("notes", [])]
        or [("What was seen", NOT_WRITTEN)],
        order=order,
    )
    return write_bundle(parts, target)


def make_encoder(request: Request, about: dict[str, Any], bundle: str) -> EncoderPart:
    """The encoder that was asked for."""
    side, given = about["patch_size_pixels"], request.encoder
    if given is None:
        raise Refused(f"--encoder: {request.architecture} needs one")
    if (Path(given) / "model.json").is_file():
        if request.normalisation or request.raw_pixels or request.pool.name or request.half:
            raise Refused("an encoder taken from a bundle stays as it is: no --mean, --std, --pool or --fp16")
        return reused_encoder(Path(given), side)
    if (request.normalisation is None) != request.raw_pixels:
        raise Refused(
            "state --mean and --std (of pixels scaled to 0..1), or --raw-pixels where the encoder takes uint8 [B, S, S, 3]"
        )
    encoder_id = about.get("encoder_id", f"{bundle}-encoder")
    if ":" in given and not Path(given).exists():
        source = TorchSource(
            factory=given,
            weights=request.encoder_weights,
            side_px=side,
            normalisation=request.normalisation,
            pool=request.pool,
            encoder_id=encoder_id,
            external=request.external,
            exporter=request.exporter,
        )
        part = torch_encoder(source)
    elif request.encoder_weights is not None:
        raise Refused("--encoder-weights is for a torch module: an ONNX file brings its own")
    elif not Path(given).is_file():
        raise Refused(f"--encoder {given}: neither a file, nor a bundle's folder, nor module:factory")
    else:
        path = Path(given)
        part = onnx_encoder(
            OnnxSource(path, side, request.normalisation, request.pool, encoder_id, request.external)
        )
    return with_half(part, side) if request.half else part
