"""`python -m fovea_models bundle`: each architecture end to end on small random models, and the references where they are."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file

from fovea_models.bundle.kinds import KINDS
from fovea_models.bundle.verify import listed_problems
from fovea_models.dsca.split_runner import SplitHead
from fovea_models.onnx_tools.session import open_session
from fovea_models.tda_mil import Config, TdaMil
from fovea_models.tissue.data import shared_data

from .bundle_desk import FACTORIES, RAW, SAMPLING, SCALED, SURVIVAL, Desk, refused
from .encoder_factories import FEATURES, SIDE_PX, RawPixels


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("desk"))
    assert made.tda("first", *RAW) == 0
    return made


def test_tda_mil_with_a_torch_encoder(desk: Desk) -> None:
    folder, manifest = desk.folder / "first", desk.manifest("first")
    assert listed_problems(folder) == []
    assert manifest["encoder"]["feature_dim"] == FEATURES and manifest["figures"] == []
    golden = load_file(folder / "golden/encoder.safetensors")
    with torch.no_grad():
        want = RawPixels()(torch.from_numpy(golden["patch"])).numpy()
    np.testing.assert_array_equal(golden["features"], want)  # by PyTorch, not by ONNX Runtime
    whole = load_file(folder / "golden/head.safetensors")
    with torch.no_grad():
        answer = desk.head(torch.from_numpy(whole["features"]))
    np.testing.assert_allclose(whole["logits"], answer.logits.numpy(), atol=1e-6)
    card = (folder / "CARD.md").read_text()
    assert card.count("TO BE WRITTEN") == 2 and "| figure |" not in card


def test_figures_and_notes_complete_the_card(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    figure = {"name": "AUC", "value": 0.8, "low": 0.7, "high": 0.9, "n": 9, "on": "slides", "baseline": None}
    notes = [{"title": "What was seen", "text": "Nine slides of another hospital."}]
    given = ["--encoder", str(desk.folder / "first")]
    assert desk.tda("complete", *given, figures=[figure], notes=notes) == 0
    assert "TO BE WRITTEN" not in capsys.readouterr().out
    card = (desk.folder / "complete" / "CARD.md").read_text()
    assert "TO BE WRITTEN" not in card
    assert "## What was seen\n\nNine slides of another hospital.\n" in card and "| AUC | 0.800 |" in card
    assert "notes" not in desk.manifest("complete")
    headings = [{"title": "Seen\n# Limits", "text": "x"}]
    refused(desk, capsys, lambda: desk.tda("wrong", *given, notes=headings), "$.notes[0].title")
    refused(desk, capsys, lambda: desk.tda("wrong", *given, notes=[]), "$.notes")


def test_foreign_names_by_a_mapping(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    state = desk.head.state_dict()
    foreign = {f"net.{name}": value.clone() for name, value in state.items()} | {"aux.weight": torch.zeros(2)}
    save_file(foreign, desk.folder / "foreign.safetensors")
    mapping: dict[str, Any] = {name: f"net.{name}" for name in state}
    path = desk.folder / "names.json"
    encoder = ["--encoder", str(desk.folder / "first"), "--mapping", str(path)]
    path.write_text(json.dumps(mapping))
    assert desk.tda("mapped", *encoder, head="foreign.safetensors") == 1
    assert "aux.weight" in capsys.readouterr().err
    path.write_text(json.dumps(mapping | {"ignore": ["aux."]}))
    assert desk.tda("mapped", *encoder, head="foreign.safetensors") == 0
    graphs = [f"head/{name}.onnx" for name in ("embed", "select", "classify")]
    for graph in graphs:
        assert (desk.folder / "mapped" / graph).read_bytes() == (desk.folder / "first" / graph).read_bytes()


def test_dsca_takes_over_an_encoder_byte_for_byte(desk: Desk) -> None:
    given = ["--config", str(desk.folder / "dsca.json"), "--encoder", str(desk.folder / "first")]
    assert desk.make("survival", "dsca", "dsca.pt", *given, **SURVIVAL) == 0
    manifest = desk.manifest("survival")
    assert manifest["survival"] == {"bins": SURVIVAL["class_names"], "unit": "months", "reference": None}
    assert [m["id"] for m in manifest["maps"]] == ["global-attention", "cross-attention", "attention-product"]
    assert manifest["order"] == "x-outer" and manifest["positive_class"] is None
    for file in ("encoder.onnx", "golden/encoder.safetensors"):
        both = [(desk.folder / name / file).read_bytes() for name in ("first", "survival")]
        assert both[0] == both[1]
    golden = load_file(desk.folder / "survival/golden/head.safetensors")
    with torch.no_grad():
        want = desk.dsca(*(torch.from_numpy(golden[name]) for name in ("low", "high", "grid")))
    np.testing.assert_allclose(golden["output"], want.output.numpy(), atol=1e-6)
    assert len(np.unique(golden["high"].reshape(-1, FEATURES), axis=0)) == golden["high"].size // FEATURES


def test_attention_sampling_from_our_own_file(desk: Desk) -> None:
    assert desk.make("sampling", "attention-sampling", "sampling.safetensors", **SAMPLING) == 0
    manifest = desk.manifest("sampling")
    assert "encoder" not in manifest and manifest["golden"].keys() == {"head"}
    assert manifest["head"]["image_pixels"] == {"width": 64, "height": 48}


REFERENCE = (shared_data() or Path("/nowhere")) / "reference"


@pytest.mark.skipif(not REFERENCE.exists(), reason="../shared/data is not there")
def test_references_as_published(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    tiny = ["--encoder", "fovea_models.encoders.vit:tiny", "--pool", "cls", *SCALED]
    source = REFERENCE / "dsca" / "default"
    names = ["a", "b", "c", "d"]
    given = ["--config", str(source / "config.json"), *tiny]
    assert (
        desk.make("dsca", "dsca", str(source / "state_dict.pt"), *given, **SURVIVAL | {"class_names": names})
        == 0
    )
    io = np.load(source / "io.npz")
    answer = SplitHead(tmp_path / "dsca", desk.manifest("dsca")["head"])(
        io["x5"][0], io["x20"][0].reshape(23, 16, 64), io["x5_coord"][0].astype(np.int32)
    )
    np.testing.assert_allclose(answer.output, io["output"][0], atol=1e-5)
    published = REFERENCE / "attention-sampling" / "005_patches-020_pixels"
    sizes = {"samples": 5, "patch_size_pixels": 20, "image_pixels": {"width": 1300, "height": 1000}}
    classes = {"class_names": ["FL", "CLL", "MCL"]}
    assert desk.make("sampling", "attention-sampling", str(published), **sizes, **classes) == 0
    assert desk.manifest("sampling")["patch_size_pixels"] == 20


def test_what_is_there_is_replaced_only_when_asked_and_only_by_a_sound_bundle(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ["--encoder", str(desk.folder / "first")]
    assert desk.tda("again", *first) == 0
    before = (desk.folder / "again" / "model.json").read_bytes()
    refused(desk, capsys, lambda: desk.tda("again", *first, name="Other"), "is there already")
    other = desk.folder / "notes"
    other.mkdir()
    refused(desk, capsys, lambda: desk.tda("notes", *first, "--replace"), "is not a bundle")
    wrong = TdaMil(desk.head.config).eval()
    kind = KINDS["tda-mil"]
    export = type(kind).export
    monkeypatch.setattr(type(kind), "export", lambda self, model, folder: export(self, wrong, folder))
    refused(
        desk, capsys, lambda: desk.tda("again", *first, "--replace"), "the head's graphs are not the model"
    )
    assert (desk.folder / "again" / "model.json").read_bytes() == before
    monkeypatch.undo()
    assert desk.tda("again", *first, "--replace", name="Other") == 0
    assert desk.manifest("again")["name"] == "Other"


def test_large_weights_lie_in_a_file_of_their_own(desk: Desk) -> None:
    given = [
        "--encoder",
        f"{FACTORIES}:tokens_time_first",
        *SCALED[:-2],
        "--pool",
        "cls+patch-mean",
        "--fp16",
    ]
    torch.save(TdaMil(Config(2 * FEATURES, 16, 4, 2, 2)).state_dict(), desk.folder / "double.pt")
    assert desk.tda("apart", *given, "--external-data", "always", head="double.pt") == 0
    encoder = desk.manifest("apart")["encoder"]
    assert encoder["data"] == {"fp32": "encoder.onnx.data", "fp16": "encoder.fp16.onnx.data"}
    sizes = {p: (desk.folder / "apart" / encoder["data"][p]).stat().st_size for p in ("fp32", "fp16")}
    assert 0.4 < sizes["fp16"] / sizes["fp32"] < 0.6
    session = open_session(desk.folder / "apart" / "encoder.onnx")
    for batch in (1, 2, 5):
        patches = np.zeros((batch, SIDE_PX, SIDE_PX, 3), np.uint8)
        assert session.run(None, {"patches": patches})[0].shape == (batch, 2 * FEATURES)
    (desk.folder / "apart" / "encoder.onnx.data").unlink()
    assert any("encoder.onnx.data" in sentence for sentence in listed_problems(desk.folder / "apart"))
