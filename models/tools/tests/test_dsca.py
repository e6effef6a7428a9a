"""The model against the original implementation's own numbers, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from fovea_models.dsca import Config, Dsca
from fovea_models.dsca.checkpoint import (
    Unsupported,
    config_of,
    load_checkpoint,
    load_original,
    save_checkpoint,
)
from fovea_models.dsca.export import export_head
from fovea_models.dsca.model import risk
from fovea_models.dsca.parity import head_description
from fovea_models.dsca.positions import position_codes, ranks
from fovea_models.dsca.split_runner import SplitHead
from fovea_models.refused import Refused

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "data" / "reference" / "dsca"
STATED = {"tra_nhead": 8, "tra_position_emb": True}
CASES = ("default", "cox", "avgpool-fusion-pre", "capool-cat-pre-no-position", "gapool-cat-post-2-layers")


def reference(name: str) -> tuple[Dsca, dict[str, np.ndarray]]:
    folder = REFERENCE / name
    if not folder.exists():
        pytest.skip("../shared/data is not here")
    io = np.load(folder / "io.npz")
    values = {key: io[key] for key in io.files}
    given = {
        "low": values["x5"][0],
        "high": values["x20"][0].reshape(len(values["x5"][0]), 16, -1),
        "grid": values["coords_level0"],
    }
    return load_original(folder / "state_dict.pt", folder / "config.json"), values | given


@pytest.mark.parametrize("name", CASES)
def test_equals_the_original(name: str, tmp_path) -> None:
    model, io = reference(name)
    given = io["low"], io["high"], io["grid"]
    n = len(io["low"])
    with torch.no_grad():
        whole = model(*(torch.from_numpy(value) for value in given))
    split = SplitHead(tmp_path, head_description(model, export_head(model, tmp_path)), 7)(*given)
    for answer in (tuple(None if v is None else v.numpy() for v in whole), split):
        np.testing.assert_allclose(answer[0], io["output"][0], atol=1e-5)
        np.testing.assert_allclose(answer[1] * n, io["global_attention"][0, 0] * n, atol=1e-5)
        if "cross_attention" in io:
            np.testing.assert_allclose(answer[2], io["cross_attention"][0], atol=1e-5)
        else:
            assert answer[2] is None
    np.testing.assert_array_equal(ranks(torch.from_numpy(io["grid"])).numpy(), io["x5_coord"][0])


def test_weights_tell_all_but_what_is_asked_for() -> None:
    model, _ = reference("default")
    state = model.state_dict()
    assert config_of(state, STATED) == model.config
    for key in STATED:
        with pytest.raises(Refused, match=f"do not tell {key}: name it"):
            config_of(state, {name: value for name, value in STATED.items() if name != key})
    model, _ = reference("avgpool-fusion-pre")
    with pytest.raises(ValueError, match="emb_x20_backbone"):
        config_of(model.state_dict(), STATED)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tra_backbone", "Nystromformer"),
        ("pool", "max"),
        ("emb_x20_backbone", "maxpool"),
        ("emb_x20_dw_conv", True),
        ("scale", 2),
        ("tra_num_layers", 3),
        ("tra_num_layers", True),
    ],
)
def test_what_is_not_supported_is_named(key: str, value: object) -> None:
    state = Dsca(Config(6, 16, 4)).state_dict()
    with pytest.raises(Unsupported, match=f"{key} = {value!r}"):
        config_of(state, STATED | {key: value})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tra_nheads": 4}, "unknown keys: tra_nheads"),
        ({"tra_nhead": "8"}, "heads is '8'"),
        ({"tra_nhead": True}, "heads is True"),
        ({"tra_nhead": 0}, "heads is 0"),
        ({"tra_nhead": 8.0}, "heads is 8.0"),
        ({"tra_position_emb": 1}, "positions is 1"),
        ({"dims": [6, 16, 16, 5]}, "dims = "),
        ({"dims": 6}, "dims = 6"),
    ],
)
def test_what_is_stated_wrongly_is_named(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        config_of(Dsca(Config(6, 16, 4)).state_dict(), STATED | changes)


def test_weights_that_do_not_fit_are_named(tmp_path) -> None:
    state = Dsca(Config(6, 16, 4)).state_dict()
    (tmp_path / "config.json").write_text(json.dumps(STATED))

    def load(changed: dict[str, torch.Tensor]) -> None:
        torch.save(changed, tmp_path / "weights.pt")
        load_original(tmp_path / "weights.pt", tmp_path / "config.json")

    load(state)
    with pytest.raises(Unsupported, match="extra is not known"):
        load(state | {"extra": torch.zeros(1)})
    with pytest.raises(Unsupported, match=r"fc2\.weight is wanting"):
        load({name: value for name, value in state.items() if name != "pool.fc2.weight"})
    with pytest.raises(Unsupported, match="depth-wise"):
        load(state | {"patchx20_embedding_layer.conv.weight": torch.zeros(16, 1, 3, 3)})
    with pytest.raises(Unsupported, match="kernel"):
        load(state | {"patchx5_embedding_layer.conv.weight": torch.zeros(16, 6, 3)})
    with pytest.raises(Refused, match="3 axes"):
        load(state | {"patchx5_embedding_layer.conv.weight": torch.zeros(16)})


def test_checkpoint(tmp_path) -> None:
    model = Dsca(Config(6, 16, 1, "gapool", "cat", "pre", 2, 8, False)).eval()
    save_checkpoint(model, tmp_path / "head.safetensors")
    again = load_checkpoint(tmp_path / "head.safetensors")
    assert again.config == model.config
    given = torch.randn(5, 6), torch.randn(5, 16, 6), torch.arange(10).reshape(5, 2)
    with torch.no_grad():
        torch.testing.assert_close(again(*given).output, model(*given).output)


def test_positions_are_ranks() -> None:
    grid = torch.tensor([[7, 40], [90, 40], [7, -3], [8, 5]])
    assert ranks(grid).tolist() == [[0, 2], [2, 2], [0, 0], [1, 1]]
    codes = position_codes(grid, 16)
    assert codes.dtype == torch.float32
    omega = 10000 ** (-np.arange(4) / 3)
    np.testing.assert_allclose(codes[1].numpy()[4:8], np.cos(2 * omega), atol=1e-6)
    np.testing.assert_allclose(codes[3].numpy()[8:12], np.sin(omega), atol=1e-6)


def test_risk() -> None:
    assert float(risk(torch.tensor([0.5, 0.5, 0.0, 1.0]))) == -(0.5 + 0.25 + 0.25 + 0)
    assert float(risk(torch.tensor([-1.5]))) == -1.5
    assert risk(torch.full((4,), 0.9)) > risk(torch.full((4,), 0.1))
