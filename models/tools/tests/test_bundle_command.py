"""`python -m fovea_models bundle`: each architecture end to end, and what is refused, with the reason and nothing left."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from safetensors.torch import save_file

from fovea_models.__main__ import main
from fovea_models.attention_sampling import AttentionSampling
from fovea_models.attention_sampling import Config as SamplingConfig
from fovea_models.attention_sampling.checkpoint import save_checkpoint as save_sampling
from fovea_models.bundle.kinds import KINDS
from fovea_models.bundle.verify import listed_problems
from fovea_models.dsca import Config as DscaConfig
from fovea_models.dsca import Dsca
from fovea_models.dsca.split_runner import SplitHead
from fovea_models.onnx_tools.session import open_session
from fovea_models.tda_mil import Config, TdaMil
from fovea_models.tissue.data import shared_data

from .encoder_factories import FEATURES, SIDE_PX, RawPixels

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
SURVIVAL = {"class_names": ["early", "later", "late"], "survival": {"unit": "months"}}
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
    assert desk.make("survival", "dsca", "dsca.pt", *given, **SURVIVAL, order="x-outer") == 0
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
    torch.manual_seed(3)
    widths = {"attention_widths": (4, 4), "feature_widths": (4, 6)}
    model = AttentionSampling(SamplingConfig(2, patch_px=12, samples=4, **widths)).eval()
    save_sampling(model, desk.folder / "sampling.safetensors")
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


ABOUT_REFUSED = [
    ({"limits": []}, "$.limits"),
    ({"limts": ["x"]}, "limts"),
    ({"licence": {"weights": "MIT"}}, "'data' is a required property"),
    ({"question": None}, "'question' is a required property"),
    ({"spacing_um_px": "fine"}, "$.spacing_um_px"),
    ({"class_names": ["only one"]}, "class_names lists 1 names, the head has 2 outputs"),
    ({"positive_class": 2}, "positive_class is 2"),
    ({"survival": {"unit": "months"}}, "survival is for dsca only"),
]


@pytest.mark.parametrize(("changes", "reason"), ABOUT_REFUSED)
def test_a_wrong_about_is_refused_with_where(
    desk: Desk, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], reason: str
) -> None:
    refused(
        desk, capsys, lambda: desk.tda("wrong", "--encoder", str(desk.folder / "first"), **changes), reason
    )


def refused(desk: Desk, capsys: pytest.CaptureFixture[str], run: Any, reason: str) -> None:
    """The command ends with 1, says the reason, and leaves nothing."""
    before = {path.name for path in desk.folder.iterdir()}
    capsys.readouterr()
    assert run() == 1
    said = capsys.readouterr().err
    assert said.startswith("refused: ") and reason in said, said
    assert {path.name for path in desk.folder.iterdir()} <= before | {"about.json"}


class Malicious:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (print, ("code was run",))


def test_checkpoints_that_are_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first = ["--encoder", str(desk.folder / "first")]
    state = desk.head.state_dict()
    torch.save({"embed.weight": Malicious()}, desk.folder / "code.pt")
    torch.save(
        {"state_dict": state | {"embed.weight": torch.full((16, FEATURES), torch.nan)}},
        desk.folder / "nan.pt",
    )
    torch.save({"something": torch.zeros(3)}, desk.folder / "other.pt")
    torch.save({k: v for k, v in state.items() if k != "task"}, desk.folder / "less.pt")
    torch.save(TdaMil(Config(FEATURES + 1, 16, 4, 2, 2)).state_dict(), desk.folder / "wide.pt")
    (desk.folder / "half.json").write_text(json.dumps({"second_pass": "from-output"}))
    (desk.folder / "typo.json").write_text(json.dumps({"heds": 4}))
    (desk.folder / "blocks.json").write_text(json.dumps({"heads": 4, "blocks": 3}))
    cases = [
        ("code.pt", [], "not a file of tensors only"),
        ("nan.pt", [], "embed.weight holds values that are not finite"),
        ("other.pt", [], "it lacks embed.weight"),
        ("less.pt", [], "task is wanting"),
        ("wide.pt", [], f"the encoder gives {FEATURES} features, the head takes {FEATURES + 1}"),
        ("absent.pt", [], "no such file"),
        ("tda.pt", ["--config", str(desk.folder / "half.json")], "do not tell heads"),
        ("tda.pt", ["--config", str(desk.folder / "typo.json")], "unknown keys: heds"),
        ("tda.pt", ["--config", str(desk.folder / "blocks.json")], "blocks = 3, the weights say 2"),
    ]
    for head, more, reason in cases:
        refused(
            desk, capsys, lambda head=head, more=more: desk.tda("wrong", *first, *more, head=head), reason
        )
    assert "code was run" not in capsys.readouterr().out
    dsca = {"tra_nhead": 8, "tra_position_emb": True, "tra_backbone": "Nystromformer"}
    (desk.folder / "nystrom.json").write_text(json.dumps(dsca))
    given = ["--config", str(desk.folder / "nystrom.json"), *first]
    refused(desk, capsys, lambda: desk.make("wrong", "dsca", "dsca.pt", *given, **SURVIVAL), "Nystromformer")
    empty = desk.folder / "empty"
    empty.mkdir()
    refused(
        desk,
        capsys,
        lambda: desk.make("wrong", "attention-sampling", "empty", **SAMPLING),
        "empty",
    )


def test_encoders_that_are_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    sampling = desk.folder / "sampling"
    cases: list[tuple[list[str], str]] = [
        ([], "--encoder: tda-mil needs one"),
        (["--encoder", f"{FACTORIES}:tokens", *SCALED], "tokens [B, T, D]"),
        (["--encoder", f"{FACTORIES}:maps", *SCALED, "--pool", "cls"], "maps [B, D, h, w]"),
        (["--encoder", f"{FACTORIES}:Pair", *SCALED], "gives a tuple"),
        (["--encoder", f"{FACTORIES}:Mixing", *SCALED], "other features in a batch than alone"),
        (["--encoder", f"{FACTORIES}:not_a_module", *SCALED], "not a torch module"),
        (["--encoder", f"{FACTORIES}:nowhere", *SCALED], "no function or class nowhere"),
        (["--encoder", "no_such_package:it", *SCALED], "cannot be imported"),
        (["--encoder", f"{FACTORIES}:FixedBatch", *SCALED], "with a dynamic batch. trace: "),
        (["--encoder", f"{FACTORIES}:tokens"], "--mean and --std"),
        (["--encoder", f"{FACTORIES}:tokens", "--mean", "0", "0", "0"], "go together"),
        (
            ["--encoder", f"{FACTORIES}:Overflowing", *SCALED, "--fp16"],
            "--fp16: the half-precision encoder loses",
        ),
        (["--encoder", str(sampling)], "has no encoder"),
        (["--encoder", str(desk.folder / "first"), "--fp16"], "stays as it is"),
        (["--encoder", str(desk.folder / "nothing.onnx"), "--raw-pixels"], "neither a file"),
    ]
    if not sampling.exists():
        test_attention_sampling_from_our_own_file(desk)
    for given, reason in cases:
        refused(desk, capsys, lambda given=given: desk.tda("wrong", *given), reason)
    given = ["--encoder", str(desk.folder / "first")]
    sampled = ("wrong", "attention-sampling", "sampling.safetensors")
    refused(desk, capsys, lambda: desk.make(*sampled, *given, **SAMPLING), "its networks read pixels")


def test_a_damaged_bundle_gives_no_encoder(
    desk: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    copy = tmp_path / "first"
    shutil.copytree(desk.folder / "first", copy)
    graph = bytearray((copy / "encoder.onnx").read_bytes())
    graph[-1] ^= 1
    (copy / "encoder.onnx").write_bytes(graph)
    refused(
        desk, capsys, lambda: desk.tda("wrong", "--encoder", str(copy)), "not the file that model.json lists"
    )


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
