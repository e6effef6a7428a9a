"""DSCA's split graphs give the whole model's numbers, whatever the variant, the size and the chunk."""

import itertools

import numpy as np
import onnx
import pytest
import torch

from fovea_models.dsca import Config, Dsca
from fovea_models.dsca.export import export_head
from fovea_models.dsca.golden import LIMITS, head_golden_differences, write_head_golden
from fovea_models.dsca.parity import drawn_grid, graph_names, head_description, measure_parity
from fovea_models.dsca.split_runner import SplitHead

PLAIN = {
    "MatMul", "Add", "Mul", "Softmax", "LayerNormalization", "Transpose", "Reshape", "Identity", "ReduceMean",
    "Relu", "Tanh", "Sigmoid", "Concat", "Slice",
}  # fmt: skip


def make(seed: int = 0, features: int = 12, width: int = 16, classes: int = 4, **changes: object) -> Dsca:
    torch.manual_seed(seed)
    model = Dsca(Config(features, width, classes, **changes)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return model


VARIANTS = list(
    itertools.product(("capool", "gapool", "avgpool"), ("cat", "fusion"), ("pre", "post"), (1, 2))
)


@pytest.mark.parametrize(("pooling", "fusion", "join", "layers"), VARIANTS)
def test_parity_at_every_size(tmp_path, pooling: str, fusion: str, join: str, layers: int) -> None:
    at = VARIANTS.index((pooling, fusion, join, layers))
    model = make(
        pooling=pooling,
        fusion=fusion,
        join=join,
        layers=layers,
        positions=at % 3 > 0,
        classes=1 if at % 5 == 0 else 4,
    )
    head = head_description(model, export_head(model, tmp_path))
    assert graph_names(head) == head["graphs"].keys()
    cases = ((1, 1), (1, 9), (2, 2), (7, 8), (8, 8), (9, 8), (33, 5), (301, 64))
    for row in measure_parity(model, tmp_path, head, cases=cases):
        assert row["output"] < 2e-5, row
        assert row["global_attention_n"] < 1e-4, row
        assert row.get("cross_attention", 0) < 2e-5, row
        assert ("cross_attention" in row) == (pooling == "capool")
        if row["n"] > 20:
            assert row["global_attention_n_rank"] > 0.999, row
    for path in head["graphs"].values():
        graph = onnx.load(tmp_path / path)
        assert [o.version for o in graph.opset_import] == [17]
        assert {node.op_type for node in graph.graph.node} <= PLAIN


def test_original_sizes(tmp_path) -> None:
    model = make(features=1024, width=384)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(0.2)
    head = head_description(model, export_head(model, tmp_path))
    for row in measure_parity(model, tmp_path, head, cases=((5, 3), (31, 16))):
        assert row["output"] < 1e-4 and row["global_attention_n"] < 1e-4 and row["cross_attention"] < 1e-3, (
            row
        )


def test_order_and_place_matter() -> None:
    """Neighbours in the sequence, places inside a block and positions on the grid all change the answer."""
    model = make()
    rng = np.random.default_rng(3)
    low, high = (torch.from_numpy(rng.standard_normal(s).astype(np.float32)) for s in ((9, 12), (9, 16, 12)))
    grid = torch.from_numpy(drawn_grid(9, rng))
    with torch.no_grad():
        base = model(low, high, grid).output
        turned = high.unflatten(1, (4, 4)).transpose(1, 2).flatten(1, 2)
        back = torch.arange(8, -1, -1)
        for other in ((low, turned, grid), (low[back], high[back], grid[back]), (low, high, grid[back])):
            assert (model(*other).output - base).abs().max() > 1e-4


def test_chunk_does_not_matter(tmp_path) -> None:
    model = make(layers=2)
    head = head_description(model, export_head(model, tmp_path))
    rng = np.random.default_rng(5)
    low, high = (rng.standard_normal(s).astype(np.float32) for s in ((41, 12), (41, 16, 12)))
    grid = drawn_grid(41, rng)
    whole = SplitHead(tmp_path, head, 1000)(low, high, grid)
    for chunk in (1, 2, 20, 21, 41, 42):
        for a, b in zip(whole, SplitHead(tmp_path, head, chunk)(low, high, grid), strict=True):
            np.testing.assert_allclose(a, b, atol=2e-6)


@pytest.mark.parametrize("pooling", ["capool", "gapool"])
def test_goldens(tmp_path, pooling: str) -> None:
    model = make(pooling=pooling)
    head = head_description(model, export_head(model, tmp_path))
    rng = np.random.default_rng(6)
    low, high = (rng.standard_normal(s).astype(np.float32) for s in ((19, 12), (19, 16, 12)))
    write_head_golden(model, low, high, drawn_grid(19, rng), tmp_path / "golden" / "head.safetensors")
    found = head_golden_differences(tmp_path, head, "golden/head.safetensors")
    assert found.keys() <= LIMITS.keys() and ("cross-attention" in found) == (pooling == "capool")
    assert all(value < 1e-4 for value in found.values()), found
    answer = tmp_path / head["graphs"]["answer"]
    broken = make(seed=1, pooling=pooling)
    export_head(broken, tmp_path / "other")
    answer.write_bytes((tmp_path / "other" / head["graphs"]["answer"]).read_bytes())
    assert head_golden_differences(tmp_path, head, "golden/head.safetensors")["output"] > LIMITS["output"]
