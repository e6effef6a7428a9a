"""Attention-sampling heads in bundles."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ...attention_sampling import AttentionSampling
from ...attention_sampling.export import export_head, head_description
from ...attention_sampling.parity import GOLDEN_LIMITS, golden_differences, measure_parity, write_golden
from .base import Features, HeadKind, attention_map

MAPS = [
    attention_map(
        "sampling-probability",
        "Sampling probability",
        "How likely a place is to be looked at closely; sums to 1 over the map, 1/places is average. May be nearly flat or a "
        "spike: the legend tells the spread.",
    )
]


@dataclass(frozen=True)
class SamplingModel:
    """The network and (width, height) in px of the images it was trained on, which its weights do not tell."""

    network: AttentionSampling
    image_px: tuple[int, int]


class AttentionSamplingKind(HeadKind):
    """See `HeadKind`."""

    has_encoder = False
    golden_limits = GOLDEN_LIMITS
    parity_limits: ClassVar[dict[str, float]] = {"attention_n": 1e-3, "votes": 1e-4, "scores": 1e-4}

    def graphs(self, head: dict[str, Any]) -> set[str]:
        return {"attention", "feature"}

    def problems(self, manifest: dict[str, Any]) -> list[str]:
        return [] if manifest["order"] == "y-outer" else ["the order of attention sampling is y-outer"]

    def maps(self, head: dict[str, Any]) -> list[dict[str, Any]]:
        return MAPS

    def sentence(self, head: dict[str, Any]) -> str:
        size = head["image_pixels"]
        return (
            f"Attention sampling: looks over an image of {size['width']}×{size['height']} px in steps of {head['step_pixels']} px "
            f"and at {head['samples']} patches of it closely."
        )

    def differences(self, folder: Path, manifest: dict[str, Any]) -> dict[str, float]:
        return golden_differences(folder, manifest)

    def export(self, model: SamplingModel, folder: Path) -> dict[str, Any]:
        return head_description(model.network, export_head(model.network, folder), model.image_px)

    def write_golden(self, model: SamplingModel, features: Features | None, seed: int, folder: Path) -> None:
        write_golden(model.network, folder, seed)

    def parity(self, model: SamplingModel, folder: Path, head: dict[str, Any]) -> list[dict[str, Any]]:
        return measure_parity(model.network, folder, head)
