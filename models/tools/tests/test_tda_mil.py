"""The model against a second, independent writing of the design page's formulas."""

import numpy as np
import pytest
import torch

from fovea_models.tda_mil import Config, TdaMil
from fovea_models.tda_mil.checkpoint import load_checkpoint, map_state, save_checkpoint
from fovea_models.tda_mil.foreign import load_foreign


def make(seed: int = 0, **changes: object) -> TdaMil:
    torch.manual_seed(seed)
    config = {"features": 12, "width": 16, "heads": 4, "blocks": 2, "classes": 3} | changes
    model = TdaMil(Config(**config)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return model


def by_hand(model: TdaMil, features: np.ndarray) -> dict[str, np.ndarray]:
    """MODELS.md step by step, one head and one query at a time, in float64."""
    w = {name: value.numpy().astype(np.float64) for name, value in model.state_dict().items()}
    c = model.config
    size = c.width // c.heads

    def linear(x, name):
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def norm(x, name):
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
        return scaled * w[f"{name}.weight"] + w[f"{name}.bias"]

    def gelu(x):
        return x * torch.special.ndtr(torch.from_numpy(x)).numpy()

    def block(x, td, name):
        z = norm(x, f"{name}.norm1")
        q, k, v = linear(z, f"{name}.query"), linear(z, f"{name}.key"), linear(z + td, f"{name}.value")
        mixed, row = np.zeros_like(x), np.zeros(len(x))
        for head in range(c.heads):
            at = slice(head * size, (head + 1) * size)
            for i in range(len(x)):
                e = np.exp(k[:, at] @ q[i, at] / np.sqrt(size))
                e /= e.sum()
                mixed[i, at] = e @ v[:, at]
                row += e / c.heads if i == 0 else 0
        x = x + linear(mixed, f"{name}.out")
        return x + linear(gelu(linear(norm(x, f"{name}.norm2"), f"{name}.up")), f"{name}.down"), row

    x0 = np.vstack([w["cls"], linear(features.astype(np.float64), "embed")])
    x, zero = x0, np.zeros_like(x0)
    for i in range(c.blocks):
        x, bottom_up = block(x, zero, f"blocks.{i}")
    s = np.clip(x @ w["task"] / np.linalg.norm(x, axis=1) / np.linalg.norm(w["task"]), 0, 1)
    td = linear(gelu(linear((s[:, None] * x) @ w["select_matrix"].T, "td_up")), "td_down")
    x = x0 if c.second_pass == "from-input" else x
    for i in range(c.blocks):
        x, top_down = block(x, td, f"{'blocks' if c.shared_blocks else 'step2'}.{i}")
    logits = linear(norm(x[0], "norm"), "classifier")
    return {"logits": logits, "relevance": s[1:], "bottom_up": bottom_up[1:], "top_down": top_down[1:]}


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("second_pass", ["from-input", "from-output"])
@pytest.mark.parametrize("n", [1, 23])
def test_equals_the_formulas(shared: bool, second_pass: str, n: int) -> None:
    model = make(shared_blocks=shared, second_pass=second_pass, blocks=3)
    features = np.random.default_rng(1).standard_normal((n, 12)).astype(np.float32)
    with torch.no_grad():
        got = model(torch.from_numpy(features))
    for name, want in by_hand(model, features).items():
        np.testing.assert_allclose(getattr(got, name).numpy(), want, atol=2e-5, err_msg=name)


def test_stacked_bags_equal_single_bags() -> None:
    model = make()
    features = torch.randn(3, 9, 12, generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        stacked = model(features)
        for i in range(3):
            torch.testing.assert_close(stacked.logits[i], model(features[i]).logits, atol=1e-5, rtol=1e-5)


def test_top_down_differs_from_bottom_up() -> None:
    with torch.no_grad():
        answer = make()(torch.randn(9, 12, generator=torch.Generator().manual_seed(3)))
    assert (answer.bottom_up - answer.top_down).abs().max() > 1e-3


@pytest.mark.parametrize("wrong", [{"blocks": 1}, {"width": 18}, {"second_pass": "neither"}])
def test_refuses_impossible_configurations(wrong: dict) -> None:
    with pytest.raises(ValueError):
        make(**wrong)


def test_checkpoint_and_foreign_names(tmp_path) -> None:
    model = make(shared_blocks=False)
    save_checkpoint(model, tmp_path / "ours.safetensors")
    features = torch.randn(5, 12)
    with torch.no_grad():
        want = model(features).logits
        torch.testing.assert_close(load_checkpoint(tmp_path / "ours.safetensors")(features).logits, want)
    state = model.state_dict()
    fused = "blocks.0"
    foreign = {f"net.{name}": value for name, value in state.items() if not name.startswith(f"{fused}.")}
    parts = ("query", "key", "value")
    foreign["net.qkv.weight"] = torch.cat([state[f"{fused}.{p}.weight"] for p in parts])
    mapping: dict = {name: f"net.{name}" for name in state if not name.startswith(f"{fused}.")}
    for name in [n for n in state if n.startswith(f"{fused}.")]:
        foreign[f"net.{name}"] = state[name]
        mapping[name] = f"net.{name}"
    for i, part in enumerate(parts):
        del foreign[f"net.{fused}.{part}.weight"]
        mapping[f"{fused}.{part}.weight"] = {"from": "net.qkv.weight", "rows": [16 * i, 16 * i + 16]}
    foreign["net.select_matrix"] = foreign["net.select_matrix"].T.contiguous()
    mapping["select_matrix"] = {"from": "net.select_matrix", "transpose": True}
    torch.save(foreign, tmp_path / "foreign.pt")
    loaded = load_foreign(tmp_path / "foreign.pt", mapping, {"heads": model.config.heads})
    with torch.no_grad():
        torch.testing.assert_close(loaded(features).logits, want)
    with pytest.raises(KeyError, match="net.nowhere"):
        map_state(foreign, {"task": "net.nowhere"})
