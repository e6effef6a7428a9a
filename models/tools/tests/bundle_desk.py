"""A folder with small random checkpoints, where the tests of `bundle` make bundles."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from fovea_models.__main__ import main
from fovea_models.attention_sampling import AttentionSampling
from fovea_models.attention_sampling import Config as SamplingConfig
from fovea_models.attention_sampling.checkpoint import save_checkpoint as save_sampling
from fovea_models.dsca import Config as DscaConfig
from fovea_models.dsca import Dsca
from fovea_models.tda_mil import Config, TdaMil

from .encoder_factories import FEATURES, SIDE_PX

HERE = Path(__file__).resolve().parent
FACTORIES = str(HERE / "encoder_factories.py")
RAW = ["--encoder", f"{FACTORIES}:RawPixels", "--raw-pixels", "--exporter", "trace"]
SCALED = ["--mean", "0.5", "0.4", "0.6", "--std", "0.2", "0.25", "0.3", "--exporter", "trace"]
ABOUT: dict[str, Any] = {
    "name": "Test",
    "question": "Is it?",
    "class_names": ["no", "yes"],
    "phantom": False,
    "patch_size_pixels": SIDE_PX,
    "spacing_um_px": 0.5,
    "licence": {"weights": "MIT", "data": ["none"]},
    "training": {"data": "none", "recipe": "random weights"},
    "intended_use": "Tests.",
    "limits": ["Random weights."],
}
SURVIVAL = {
    "class_names": ["early", "later", "late"],
    "survival": {"unit": "months"},
    "order": "x-outer",
}
SAMPLING = {"samples": 4, "image_pixels": {"width": 64, "height": 48}, "patch_size_pixels": 12}


class Desk:
    """A folder with checkpoints, where bundles are made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        torch.manual_seed(7)
        self.head = TdaMil(Config(FEATURES, 16, 4, 2, 2)).eval()
        torch.save(self.head.state_dict(), folder / "tda.pt")
        self.dsca = Dsca(DscaConfig(FEATURES, 16, 3)).eval()
        torch.save(self.dsca.state_dict(), folder / "dsca.pt")
        widths = {"attention_widths": (4, 4), "feature_widths": (4, 6)}
        sampling = AttentionSampling(SamplingConfig(2, patch_px=12, samples=4, **widths)).eval()
        save_sampling(sampling, folder / "sampling.safetensors")
        (folder / "dsca.json").write_text(json.dumps({"tra_nhead": 8, "tra_position_emb": True}))
        (folder / "config.json").write_text(json.dumps({"heads": 4}))

    def about(self, **changes: Any) -> list[str]:
        content = {key: value for key, value in (ABOUT | changes).items() if value is not None}
        path = self.folder / "about.json"
        path.write_text(json.dumps(content))
        return ["--about", str(path)]

    def tda(self, folder: str, *more: str, head: str = "tda.pt", **changes: Any) -> int:
        given = [
            "--architecture",
            "tda-mil",
            "--head",
            str(self.folder / head),
            *self.about(**changes),
            *more,
        ]
        if "--config" not in more:
            given += ["--config", str(self.folder / "config.json")]
        return main(["bundle", str(self.folder / folder), *given])

    def make(self, folder: str, architecture: str, head: str, *more: str, **changes: Any) -> int:
        given = [
            "--architecture",
            architecture,
            "--head",
            str(self.folder / head),
            *self.about(**changes),
            *more,
        ]
        return main(["bundle", str(self.folder / folder), *given])

    def manifest(self, name: str) -> dict[str, Any]:
        return json.loads((self.folder / name / "model.json").read_text())


def refused(desk: Desk, capsys: pytest.CaptureFixture[str], run: Callable[[], int], reason: str) -> None:
    """The command ends with 1, says the reason, and leaves nothing."""
    before = {path.name for path in desk.folder.iterdir()}
    capsys.readouterr()
    assert run() == 1
    said = capsys.readouterr().err
    assert said.startswith("refused: ") and reason in said, said
    assert {path.name for path in desk.folder.iterdir()} <= before | {"about.json"}
