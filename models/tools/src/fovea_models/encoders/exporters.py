"""PyTorch's two ONNX exporters, made to give a dynamic batch and nothing else dynamic."""

import logging
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from torch import Tensor, nn

from ..onnx_tools.graph import OPSET
from ..refused import Refused, first_line
from .part import encode_with, measure_parity, parity_problems

DYNAMO_OPSET = 18


@contextmanager
def plain_attention() -> Iterator[None]:
    """`nn.MultiheadAttention` computed by its written-out path, which exporters understand."""
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)


def export(encoder: nn.Module, side_px: int, folder: Path, exporter: str = "auto") -> Path:
    """Try the dynamo exporter (plainer graphs), then the tracing one, and keep the first whose file gives the module's numbers
    for several batch sizes. Raises Refused with both reasons."""
    reasons = []
    for name in ("dynamo", "trace") if exporter == "auto" else (exporter,):
        path = folder / name / "encoder.onnx"
        path.parent.mkdir()
        try:
            with plain_attention(), quiet():
                (_trace if name == "trace" else _dynamo)(encoder, side_px, path)
            wrong = parity_problems(measure_parity(encode_with(encoder), path, side_px, (1, 3)))
        except Exception as error:  # noqa: BLE001  reported below; exporters and ONNX Runtime raise many kinds
            wrong = [first_line(error)]
        if not wrong:
            return path
        reasons.append(f"{name}: {'; '.join(wrong)}")
        shutil.rmtree(path.parent)
    raise Refused("the encoder cannot be exported with a dynamic batch. " + " | ".join(reasons))


@contextmanager
def quiet() -> Iterator[None]:
    """Without the exporters' remarks about packages that are not installed and interfaces that are to change."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _sample(side_px: int) -> Tensor:
    return torch.zeros(2, side_px, side_px, 3, dtype=torch.uint8)


def _trace(encoder: nn.Module, side_px: int, path: Path) -> None:
    torch.onnx.export(
        encoder,
        (_sample(side_px),),
        str(path),
        dynamo=False,
        opset_version=OPSET,
        input_names=["patches"],
        output_names=["features"],
        dynamic_axes={"patches": {0: "B"}, "features": {0: "B"}},
    )


def _dynamo(encoder: nn.Module, side_px: int, path: Path) -> None:
    program = torch.onnx.export(
        encoder,
        (_sample(side_px),),
        dynamo=True,
        opset_version=DYNAMO_OPSET,
        input_names=["patches"],
        output_names=["features"],
        dynamic_shapes=({0: torch.export.Dim("B", min=1, max=4096)},),
        verbose=False,
    )
    program.save(str(path), external_data=True)
