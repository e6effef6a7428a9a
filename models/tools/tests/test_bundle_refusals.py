"""What `bundle` refuses: with the reason, exit code 1, and nothing left behind."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from fovea_models.state_dicts import stored_config
from fovea_models.tda_mil import Config, TdaMil

from .bundle_desk import FACTORIES, RAW, SAMPLING, SCALED, SURVIVAL, Desk, refused
from .encoder_factories import FEATURES


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = Desk(tmp_path_factory.mktemp("desk"))
    assert made.tda("first", *RAW) == 0
    return made


FIGURE = {"name": "AUC", "value": 0.8, "low": 0.7, "high": 0.95, "n": 9, "on": "slides", "baseline": None}
ABOUT_REFUSED = [
    ({"limits": []}, "$.limits"),
    ({"limts": ["x"]}, "limts"),
    ({"licence": {"weights": "MIT"}}, "'data' is a required property"),
    ({"question": None}, "'question' is a required property"),
    ({"spacing_um_px": "fine"}, "$.spacing_um_px"),
    ({"class_names": ["only one"]}, "class_names lists 1 names, the head has 2 outputs"),
    ({"positive_class": 2}, "positive_class is 2"),
    ({"survival": {"unit": "months"}}, "survival is for dsca only"),
    ({"spacing_um_px": float("nan")}, "NaN is not a number that JSON has"),
    ({"figures": [FIGURE | {"value": float("inf")}]}, "Infinity is not a number that JSON has"),
    ({"figures": [FIGURE | {"low": 0.9}]}, "figure 'AUC': 0.8 does not lie in 0.9 … 0.95"),
    ({"figures": [FIGURE | {"low": None}]}, "figure 'AUC': low and high go together"),
]


@pytest.mark.parametrize(("changes", "reason"), ABOUT_REFUSED)
def test_a_wrong_about_is_refused_with_where(
    desk: Desk, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], reason: str
) -> None:
    refused(
        desk, capsys, lambda: desk.tda("wrong", "--encoder", str(desk.folder / "first"), **changes), reason
    )


class Malicious:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (print, ("code was run",))


def write_bad_files(desk: Desk) -> list[tuple[str, str]]:
    """DSCA (.pt) and attention-sampling (.safetensors) checkpoints that do not do, each with the reason."""
    dsca = desk.dsca.state_dict()
    low = "patchx5_embedding_layer.conv.weight"
    written = {
        "dsca-nan.pt": (dsca | {low: torch.full((16, FEATURES, 5), torch.nan)}, "not finite"),
        "dsca-flat.pt": (dsca | {low: torch.zeros(16)}, "wanted are 3 axes"),
        "dsca-complex.pt": (
            dsca | {low: torch.zeros(16, FEATURES, 5, dtype=torch.complex64)},
            "real numbers",
        ),
        "dsca-endless.pt": (dsca | {low: torch.zeros(1).expand(10**12)}, "its tensors come to"),
        "dsca-list.pt": ([1, 2], "does not hold a state dict"),
        "dsca-code.pt": (Malicious(), "not a file of tensors only"),
    }
    for name, (content, _) in written.items():
        torch.save(content, desk.folder / name)
    (desk.folder / "dsca-text.pt").write_text("no checkpoint")
    good, own = desk.folder / "sampling.safetensors", stored_config(desk.folder / "sampling.safetensors")
    tensors = load_file(good)
    configs = {
        "sampling-none": (None, "its configuration does not do"),
        "sampling-text": ("[1]", "is not an object"),
        "sampling-key": (json.dumps(own | {"more": 1}), "does not do"),
        "sampling-wide": (json.dumps(own | {"feature_widths": [60000, 60000]}), "does not fit"),
        "sampling-word": (json.dumps(own | {"samples": "4"}), "samples is '4'"),
        "sampling-nan": (json.dumps(own | {"sharpness": math.nan}), "NaN"),
    }
    for name, (config, _) in configs.items():
        metadata = {} if config is None else {"config": config}
        save_file(tensors, desk.folder / f"{name}.safetensors", metadata=metadata)
    infinite = tensors | {"feature.linear.bias": torch.full((2,), math.inf)}
    save_file(infinite, desk.folder / "sampling-inf.safetensors", metadata={"config": json.dumps(own)})
    (desk.folder / "sampling-cut.safetensors").write_bytes(good.read_bytes()[:100])
    return [
        *((name, reason) for name, (_, reason) in written.items()),
        ("dsca-text.pt", "not a file of tensors only"),
        *((f"{name}.safetensors", reason) for name, (_, reason) in configs.items()),
        ("sampling-inf.safetensors", "not finite"),
        ("sampling-cut.safetensors", "not a file of tensors only"),
    ]


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
    given = ["--config", str(desk.folder / "dsca.json"), *first]
    for changes, reason in (({"order": None}, "order is wanted"), ({"positive_class": 1}, "positive_class")):
        about = SURVIVAL | changes
        refused(
            desk, capsys, lambda about=about: desk.make("wrong", "dsca", "dsca.pt", *given, **about), reason
        )
    stated = ["--config", str(desk.folder / "dsca.json"), *first]
    for name, reason in write_bad_files(desk):
        if name.endswith(".pt"):
            run = lambda name=name: desk.make("wrong", "dsca", name, *stated, **SURVIVAL)
        else:
            run = lambda name=name: desk.make("wrong", "attention-sampling", name, **SAMPLING)
        refused(desk, capsys, run, reason)
    empty = desk.folder / "empty"
    empty.mkdir()
    refused(
        desk,
        capsys,
        lambda: desk.make("wrong", "attention-sampling", "empty", **SAMPLING),
        "empty",
    )


def test_encoders_that_are_refused(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert desk.make("sampling", "attention-sampling", "sampling.safetensors", **SAMPLING) == 0
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
        (["--encoder", f"{FACTORIES}:failing", *SCALED], "RuntimeError: no weights here"),
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


def test_what_nobody_foresaw_is_refused_too(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("not foreseen")

    monkeypatch.setattr("fovea_models.bundle.writer.write_card", fail)
    given = ["--encoder", str(desk.folder / "first")]
    refused(desk, capsys, lambda: desk.tda("wrong", *given), "AssertionError: not foreseen (--debug")
    assert desk.tda("wrong", *given, "--debug") == 1
    assert "Traceback" in capsys.readouterr().err
