"""The split graphs give the whole model's numbers, whatever the chunk."""

import numpy as np
import onnx
import pytest
import torch

from fovea_models.tda_mil.export import export_head
from fovea_models.tda_mil.first_block import PARTS, add_first_block, first_block_difference
from fovea_models.tda_mil.parity import head_description, measure_parity
from fovea_models.tda_mil.split_runner import SplitHead

from .test_tda_mil import make

PLAIN = {
    "MatMul", "Add", "Mul", "Div", "Softmax", "LayerNormalization", "Erf", "Transpose", "Reshape", "Identity",
    "ReduceMean", "ReduceL2", "Max", "Min", "Sub", "Exp", "ReduceSum",
}  # fmt: skip


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("second_pass", ["from-input", "from-output"])
def test_parity_at_every_size(tmp_path, shared: bool, second_pass: str) -> None:
    model = make(shared_blocks=shared, second_pass=second_pass)
    head = head_description(model, export_head(model, tmp_path))
    cases = ((1, 1), (1, 9), (2, 2), (7, 8), (8, 8), (9, 8), (33, 5), (301, 64))
    for row in measure_parity(model, tmp_path, head, cases=cases):
        assert row["logits"] < 2e-5, row
        assert row["relevance"] < 2e-5, row
        assert row["bottom_up_n"] < 1e-4 and row["top_down_n"] < 1e-4, row
        if row["n"] > 20:
            assert min(row["relevance_rank"], row["bottom_up_n_rank"], row["top_down_n_rank"]) > 0.9999, row


def test_chunk_does_not_matter(tmp_path) -> None:
    model = make()
    head = head_description(model, export_head(model, tmp_path))
    features = np.random.default_rng(5).standard_normal((41, 12)).astype(np.float32)
    whole = SplitHead(tmp_path, head, 1000)(features)
    for chunk in (1, 2, 20, 21, 41, 42):
        for a, b in zip(whole, SplitHead(tmp_path, head, chunk)(features), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-6)


def test_graphs_are_opset_17_and_plain(tmp_path) -> None:
    graphs = export_head(make(shared_blocks=False), tmp_path)
    assert {
        "embed",
        "select",
        "classify",
        "block0-kv",
        "block1-attention",
        "step2-block1-query",
    } <= graphs.keys()
    for path in graphs.values():
        model = onnx.load(tmp_path / path)
        assert [o.version for o in model.opset_import] == [17]
        assert {node.op_type for node in model.graph.node} <= PLAIN
        assert not any(t.external_data for t in model.graph.initializer)


@pytest.mark.parametrize("shared", [True, False])
def test_first_block_in_parts(tmp_path, shared: bool) -> None:
    model = make(shared_blocks=shared)
    head = head_description(model, export_head(model, tmp_path))
    features = np.random.default_rng(7).standard_normal((37, 12)).astype(np.float32)
    assert first_block_difference(tmp_path, head, features) < 1e-5
    exported = {name: (tmp_path / head["graphs"][name]).read_bytes() for name in PARTS}
    for name in PARTS:
        (tmp_path / head["graphs"][name]).unlink()
    assert add_first_block(tmp_path, head) == {name: head["graphs"][name] for name in PARTS}
    assert first_block_difference(tmp_path, head, features) < 1e-5
    assert (tmp_path / head["graphs"]["first-sums"]).read_bytes() == exported["first-sums"]
    # A block that is not the first one is noticed.
    head["graphs"]["first-join"] = head["graphs"]["block0-query"]
    with pytest.raises(ValueError):
        first_block_difference(tmp_path, head, features)


def test_step_one_ignores_zero_td(tmp_path) -> None:
    model = make()
    head = head_description(model, export_head(model, tmp_path))
    run = SplitHead(tmp_path, head)
    x = np.random.default_rng(6).standard_normal((4, 16)).astype(np.float32)
    block = model.blocks[0]
    with torch.no_grad():
        want = block.split(block.value(block.norm1(torch.from_numpy(x)))).numpy()
    got = run.sessions["block0-kv"].run(["v"], {"x": x, "td": np.zeros_like(x)})[0]
    np.testing.assert_allclose(got, want, atol=1e-6)
