"""What a manifest may say, for each architecture: the schema and what goes beyond it."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from fovea_models.bundle.kinds import KINDS
from fovea_models.bundle.manifest import bundle_files, manifest_problems, problems, schema_problems

MODELS = Path(__file__).resolve().parents[2]
TDA = json.loads((MODELS / "phantom-tda-mil" / "model.json").read_text())


def with_head(architecture: str, head: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A sound manifest of that architecture, made from the phantom's."""
    made = copy.deepcopy(TDA) | {"architecture": architecture, "positive_class": None} | keys
    kind = KINDS[architecture]
    graphs = {name: f"head/{name}.onnx" for name in kind.graphs(head)}
    made["head"] = head | {"architecture": architecture, "graphs": graphs}
    made["maps"] = kind.maps(head)
    blank = {"sha256": "0" * 64, "bytes": 1}
    made["files"] = [{"path": path, **blank} for path in graphs.values()]
    made["files"] += [f for f in TDA["files"] if not f["path"].startswith("head/")]
    return made


def dsca(**changes: Any) -> dict[str, Any]:
    head = {
        "features": 64, "width": 32, "output_width": 32, "classes": 2, "scale": 4, "pooling": "capool", "fusion": "fusion",
        "join": "post", "layers": 1, "heads": 8, "cross_heads": 4, "positions": True, "output": "hazards",
    }  # fmt: skip
    survival = {
        "bins": ["early", "late"],
        "unit": "months",
        "reference": {"on": "phantoms", "risks": [-3, -1, 0]},
    }
    task = {"kind": "survival", "question": "How long?"}
    return with_head("dsca", head | changes, survival=survival, task=task)


def sampling() -> dict[str, Any]:
    size = {"width": 64, "height": 48}
    head = {"classes": 2, "step_pixels": 5, "samples": 4, "sharpness": 3, "image_pixels": size}
    made = with_head("attention-sampling", head, golden={"head": "golden/head.safetensors"})
    del made["encoder"]
    return made


def found(manifest: dict[str, Any]) -> list[str]:
    return schema_problems(manifest) or manifest_problems(manifest)


def test_sound_manifests_of_each_architecture() -> None:
    cat = {"fusion": "cat", "output_width": 64}
    for manifest in (
        TDA,
        dsca(),
        dsca(pooling="avgpool"),
        dsca(join="pre", layers=2),
        dsca(**cat),
        sampling(),
    ):
        assert found(manifest) == []
    assert [m["id"] for m in dsca(pooling="gapool")["maps"]] == ["global-attention"]


SPOILT = [
    (dsca, ["survival"], None, "'survival' is a required property"),
    (dsca, ["task", "kind"], "classification", "$.task.kind"),
    (dsca, ["survival", "bins"], ["one"], "lists 1 time bins instead of 2"),
    (dsca, ["survival", "reference", "risks"], [1, 0], "ascending order"),
    (dsca, ["head", "output_width"], 64, "output_width does not follow"),
    (dsca, ["head", "scale"], 8, "$.head.scale"),
    (dsca, ["head", "classes"], 3, "the head's classes are not num_classes"),
    (dsca, ["head", "output"], "cox", "a Cox head has one output"),
    (dsca, ["head", "heads"], 5, "not a multiple of its heads"),
    (dsca, ["head", "pooling"], "gapool", "maps are"),
    (dsca, ["golden", "encoder"], None, "'encoder' is a required property"),
    (sampling, ["encoder"], TDA["encoder"], "$.encoder"),
    (sampling, ["golden", "encoder"], "golden/encoder.safetensors", "$.golden.encoder"),
    (sampling, ["head", "image_pixels", "width"], 0, "$.head.image_pixels.width"),
    (sampling, ["order"], "x-outer", "the order of attention sampling is y-outer"),
    (lambda: TDA, ["survival"], {"bins": [], "unit": "x", "reference": None}, "$.survival"),
    (lambda: TDA, ["encoder"], None, "'encoder' is a required property"),
    (lambda: TDA, ["encoder", "data"], {"fp32": "encoder.onnx.data"}, "encoder.onnx.data is named but not listed"),
    (lambda: TDA, ["encoder", "files", "fp32"], "../encoder.onnx", "$.encoder.files.fp32"),
    (lambda: TDA, ["head", "graphs", "embed"], "model.json", "$.head.graphs.embed"),
    (lambda: TDA, ["maps", 0, "id"], "global-attention", "maps are"),
    (lambda: TDA, ["figures", 0, "high"], -1, "does not lie in"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "path", "value", "sentence"), SPOILT)
def test_what_is_spoilt_is_named(make: Any, path: list[Any], value: Any, sentence: str) -> None:
    manifest = copy.deepcopy(make())
    place = manifest
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    assert any(sentence in line for line in found(manifest)), found(manifest)


def test_no_manifest_is_a_sentence_too(tmp_path: Path) -> None:
    assert problems(tmp_path)[0].startswith("model.json cannot be read")
    for text in ("{", '{"spec_version": NaN}', '{"spec_version": 1e999}', "[" * 100_000):
        (tmp_path / "model.json").write_text(text)
        assert problems(tmp_path)[0].startswith("model.json cannot be read"), text[:30]


def test_a_file_named_model_json_in_a_folder_is_listed(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("model.json", "inner/model.json", "CARD.md"):
        (tmp_path / name).write_text("x")
    assert [file["path"] for file in bundle_files(tmp_path)] == ["CARD.md", "inner/model.json"]
