"""The exported graphs of attention sampling against PyTorch, on random weights and on the published ones."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from fovea_models.attention_sampling.checkpoint import load_checkpoint, load_published, save_checkpoint
from fovea_models.attention_sampling.export import export_head, head_description
from fovea_models.attention_sampling.model import AttentionSampling, Config
from fovea_models.attention_sampling.parity import (
    GOLDEN_LIMITS,
    GOLDEN_SIZE,
    golden_differences,
    measure_parity,
    write_golden,
)
from fovea_models.attention_sampling.runner import GraphPair
from fovea_models.tissue.data import shared_data

DATA = shared_data()
REFERENCE = DATA / "reference" / "attention-sampling" if DATA else None
SHAPE_OPERATORS = {"Shape", "Gather", "Slice", "Concat", "ConstantOfShape", "Expand", "Pad", "Loop", "If"}


def random_model(**changes: object) -> AttentionSampling:
    """Random weights, batch norm statistics too."""
    torch.manual_seed(4)
    model = AttentionSampling(Config(**{"patch_px": 16, "step_px": 2, "samples": 5, **changes}))
    for name, value in model.named_buffers():
        if name.endswith("running_mean"):
            value.normal_()
        elif name.endswith("running_var"):
            value.uniform_(0.5, 2)
    return model.eval()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"step_px": 5, "patch_px": 21, "classes": 4},
        {"attention_widths": (4, 6), "feature_widths": (8, 12, 16)},
    ],
)
def test_graphs_agree_with_pytorch_at_sizes_never_traced(tmp_path: Path, changes: dict[str, object]) -> None:
    model = random_model(**changes)
    head = head_description(model, export_head(model, tmp_path), (417, 312))
    for row in measure_parity(model, tmp_path, head):
        assert row["attention_n"] < 1e-4 and row["votes"] < 1e-5 and row["scores"] < 1e-5
        assert row["attention_n_rank"] is None or row["attention_n_rank"] > 0.999


def test_graphs_hold_no_shape_arithmetic_and_keep_to_the_opset(tmp_path: Path) -> None:
    paths = export_head(random_model(), tmp_path)
    assert paths == {"attention": "head/attention.onnx", "feature": "head/feature.onnx"}
    for path in paths.values():
        graph = onnx.load(tmp_path / path)
        assert 17 <= graph.opset_import[0].version <= 21
        assert not {node.op_type for node in graph.graph.node} & SHAPE_OPERATORS


def test_golden_tensors_hold_borders_and_are_reproduced(tmp_path: Path) -> None:
    model = random_model()
    head = head_description(model, export_head(model, tmp_path), (417, 312))
    manifest = {"head": head, "patch_size_pixels": 16, "golden": {"head": write_golden(model, tmp_path, 7)}}
    differences = golden_differences(tmp_path, manifest)
    assert differences.keys() == GOLDEN_LIMITS.keys()
    assert all(differences[name] <= limit for name, limit in GOLDEN_LIMITS.items())
    other = random_model()
    torch.nn.init.zeros_(other.attention.last.weight)
    export_head(other, tmp_path)
    assert golden_differences(tmp_path, manifest)["n·attention"] > GOLDEN_LIMITS["n·attention"]
    assert [side // 2 for side in GOLDEN_SIZE] == [78, 101]


def test_checkpoints_come_back_as_they_were(tmp_path: Path) -> None:
    model = random_model(feature_widths=(8, 8))
    save_checkpoint(model, tmp_path / "model.safetensors")
    again = load_checkpoint(tmp_path / "model.safetensors")
    assert again.config == model.config
    state = again.state_dict()
    assert all(torch.equal(value, state[name]) for name, value in model.state_dict().items())


@pytest.mark.skipif(REFERENCE is None, reason="../shared/data is not there")
def test_exported_published_checkpoint_reproduces_the_border_example(tmp_path: Path) -> None:
    model = load_published(REFERENCE / "005_patches-020_pixels", 20, 5)
    head = head_description(model, export_head(model, tmp_path), (1300, 1000))
    with (
        np.load(REFERENCE / "io-020-patches-050-pixels.npz") as first,
        np.load(REFERENCE / "io-005-patches-020-pixels-borders.npz") as want,
    ):
        got = GraphPair(tmp_path, head, 20)(first["image"], want["indices"])
        assert np.abs(got.attention - want["attention"]).max() * want["attention"].size < 1e-4
        assert np.abs(got.votes - want["patch_logits"]).max() < 1e-4
        assert np.abs(got.scores - want["probabilities"]).max() < 1e-4
