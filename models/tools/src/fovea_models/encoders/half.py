"""The half-precision twin of an encoder: float16 weights and arithmetic inside, uint8 in, float32 out."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx

from ..onnx_tools.session import open_half_session, open_session
from ..onnx_tools.weights import save_model
from ..refused import Refused, first_line
from .part import EncoderFiles, EncoderPart, patches_of_colours

LEAST_COSINE = 0.999
PATCHES = 4


def with_half(part: EncoderPart, side_px: int) -> EncoderPart:
    """The same encoder with `encoder.fp16.onnx` beside; raises Refused when written where the cosine to fp32 is too low."""

    def write(folder: Path) -> EncoderFiles:
        written = part.write(folder)
        name = "encoder.fp16.onnx"
        data = convert(folder / written.files["fp32"], folder / name, bool(written.data))
        cosine = least_cosine(folder / written.files["fp32"], folder / name, side_px)
        if not cosine >= LEAST_COSINE:
            raise Refused(
                f"--fp16: the half-precision encoder loses: least cosine to fp32 {cosine:.5f}, wanted {LEAST_COSINE}; "
                "make the bundle without it"
            )
        return EncoderFiles(
            written.files | {"fp16": name},
            written.data | ({"fp16": data} if data else {}),
            [
                *written.notes,
                f"Half precision beside fp32 on {PATCHES} patches (ONNX Runtime, CPU): least cosine {cosine:.6f}.",
            ],
        )

    return replace(part, write=write)


def convert(full: Path, half: Path, external: bool) -> str | None:
    """Write the half-precision graph; returns the name of its data file, if any."""
    from onnxruntime.transformers.float16 import convert_float_to_float16

    try:
        model = convert_float_to_float16(onnx.load(full), keep_io_types=True)
    except Exception as error:  # the converter raises many kinds
        raise Refused(f"--fp16: the encoder cannot be converted: {first_line(error)}") from error
    with tempfile.TemporaryDirectory() as nothing:
        return save_model(model, Path(nothing), half, external)


def least_cosine(full: Path, half: Path, side_px: int) -> float:
    """Of features of random patches, the two files under ONNX Runtime (CPU, which rounds at every operator's border)."""
    patches = patches_of_colours(PATCHES, side_px, np.random.default_rng(1))
    try:
        want, got = (
            np.concatenate([s.run(["features"], {"patches": patch[None]})[0] for patch in patches])
            for s in (open_session(full), open_half_session(half))
        )
    except Exception as error:
        raise Refused(f"--fp16: the half-precision encoder does not run: {first_line(error)}") from error
    norms = np.linalg.norm(want, axis=1) * np.linalg.norm(got, axis=1)
    return float(((want * got).sum(1) / norms).min()) if np.isfinite(got).all() else float("nan")
