"""Encoders as ONNX equal PyTorch; augmentation keeps what it should keep."""

import numpy as np
import onnx
import pytest
import torch

from fovea_models.encoders.augment import rescale, stain, turn
from fovea_models.encoders.efficientnet_lite0 import FEATURES, EfficientNetLite0, SameConv
from fovea_models.encoders.export import encoder_parity, export_lite0, export_module
from fovea_models.encoders.phantom_cnn import PhantomEncoder


def unsettle_norms(model: torch.nn.Module) -> None:
    """Batch norms with statistics worth folding."""
    torch.manual_seed(0)
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.2)
            module.running_var.uniform_(0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.normal_(module.bias, 0, 0.2)


@pytest.mark.parametrize("side", [64, 96])
def test_lite0_by_hand_equals_torch(tmp_path, side: int) -> None:
    torch.manual_seed(1)
    model = EfficientNetLite0()
    unsettle_norms(model)
    path = tmp_path / "encoder.onnx"
    export_lite0(model.eval(), side, path)
    measured = encoder_parity(model, path, side)
    assert measured["max_abs_difference"] < 1e-3 and measured["min_cosine"] > 0.999999
    graph = onnx.load(path).graph
    assert {n.op_type for n in graph.node} == {
        "Cast", "Sub", "Mul", "Transpose", "Conv", "Clip", "Add", "ReduceMean", "Identity",
    }  # fmt: skip
    shape = [d.dim_param or d.dim_value for d in graph.input[0].type.tensor_type.shape.dim]
    assert shape == ["B", side, side, 3]
    assert graph.input[0].type.tensor_type.elem_type == onnx.TensorProto.UINT8
    assert graph.output[0].type.tensor_type.shape.dim[1].dim_value == FEATURES


def test_traced_export_equals_torch(tmp_path) -> None:
    torch.manual_seed(2)
    model = PhantomEncoder()
    unsettle_norms(model)
    path = tmp_path / "encoder.onnx"
    export_module(model.eval(), 128, path)
    assert encoder_parity(model, path, 128)["max_abs_difference"] < 1e-4
    assert onnx.load(path).opset_import[0].version == 17


def test_same_padding_puts_the_odd_pixel_right_and_below() -> None:
    conv = SameConv(1, 1, 3, 2, bias=False)
    with torch.no_grad():
        conv.weight.copy_(torch.arange(9.0).view(1, 1, 3, 3))
        out = conv(torch.ones(1, 1, 4, 4))
    assert out[0, 0].tolist() == [[36.0, 0 + 1 + 3 + 4 + 6 + 7], [15.0, 0 + 1 + 3 + 4]]


def test_augmentation_keeps_shape_and_varies_the_stain() -> None:
    rng = np.random.default_rng(0)
    patches = rng.integers(0, 256, (2, 32, 32, 3), np.uint8)
    assert np.array_equal(np.sort(turn(patches, rng).ravel()), np.sort(patches.ravel()))
    for factor in (0.7, 1.0, 1.2):
        assert rescale(patches[0], factor, rng).shape == (32, 32, 3)
    flat = np.full((1, 8, 8, 3), (200, 120, 180), np.uint8)
    looks = np.stack([stain(flat, rng)[0, 0, 0] for _ in range(40)]).astype(float)
    assert looks.std(0).min() > 3 and np.abs(looks.mean(0) - (200, 120, 180)).max() < 25
    assert np.abs(stain(flat, rng, strength=0.0).astype(int) - flat).max() <= 1
