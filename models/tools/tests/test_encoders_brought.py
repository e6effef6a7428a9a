"""Encoders brought along: ONNX files wrapped, pooled and refused; weights moved into one data file; half precision."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from fovea_models.encoders.half import with_half
from fovea_models.encoders.onnx_file import OnnxSource, onnx_encoder
from fovea_models.encoders.part import EncoderPart, part_parity
from fovea_models.encoders.pixels import Normalisation, Pool
from fovea_models.encoders.vit import write_random_vit
from fovea_models.onnx_tools.inspect import external_files, inputs, outputs, read_graph
from fovea_models.onnx_tools.session import open_session
from fovea_models.refused import Refused

SIDE = 8
SCALE = Normalisation((0.5, 0.4, 0.6), (0.2, 0.25, 0.3))


def source(
    path: Path, pool: Pool | None = None, side: int = SIDE, external: bool | None = None
) -> OnnxSource:
    return OnnxSource(path, side, SCALE, pool or Pool(), "test", external)


def conv_graph(
    path: Path,
    flat: bool = False,
    axes: tuple[int | str, ...] = ("N", 3, SIDE, SIDE),
    opset: int = 17,
    external: bool = False,
) -> Path:
    """`pixels` to `out`: a convolution with seeded weights, maps `[N, 4, 7, 7]`, or their means `[N, 4]`."""
    rng = np.random.default_rng(0)
    weight = numpy_helper.from_array(rng.normal(size=(4, 3, 2, 2)).astype(np.float32), "features")
    nodes = [helper.make_node("Conv", ["pixels", "features"], ["conv"], kernel_shape=[2, 2])]
    if flat:
        nodes.append(helper.make_node("GlobalAveragePool", ["conv"], ["pool"]))
        nodes.append(helper.make_node("Flatten", ["pool"], ["out"]))
    else:
        nodes.append(helper.make_node("Relu", ["conv"], ["out"]))
    given = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, list(axes))
    made = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
    graph = helper.make_graph(
        nodes, "patches", [given], [made], [weight], doc_string="made at /home/somebody"
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path, save_as_external_data=external, location="weights.bin", size_threshold=0)
    return path


def written(part: EncoderPart, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder / part.write(folder).files["fp32"]


def drawn(count: int, side: int = SIDE) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (count, side, side, 3), np.uint8)


def scaled(patches: np.ndarray) -> np.ndarray:
    centred = patches.astype(np.float64) / 255 - np.array(SCALE.mean)
    return (centred / np.array(SCALE.std)).transpose(0, 3, 1, 2).astype(np.float32)


@pytest.mark.parametrize("name", ["map-mean", "map-max"])
def test_maps_are_scaled_and_pooled_inside_the_graph(tmp_path: Path, name: str) -> None:
    part = onnx_encoder(source(conv_graph(tmp_path / "given" / "e.onnx"), Pool(name)))
    path = written(part, tmp_path / "made")
    patches = drawn(3)
    raw = ReferenceEvaluator(str(tmp_path / "given" / "e.onnx")).run(None, {"pixels": scaled(patches)})[0]
    want = raw.mean((2, 3)) if name == "map-mean" else raw.max((2, 3))
    np.testing.assert_allclose(open_session(path).run(None, {"patches": patches})[0], want, atol=1e-5)
    assert part_parity(part, path, SIDE)["max_abs_difference"] < 1e-5
    graph = read_graph(path).graph
    assert [str(v) for v in inputs(graph)] == [f"patches uint8 [B, {SIDE}, {SIDE}, 3]"]
    assert [str(v) for v in outputs(graph)] == ["features float [B, 4]"]
    assert b"somebody" not in path.read_bytes()


def test_one_vector_per_patch_needs_no_pool(tmp_path: Path) -> None:
    part = onnx_encoder(source(conv_graph(tmp_path / "e.onnx", flat=True)))
    assert part.feature_dim == 4
    assert part_parity(part, written(part, tmp_path / "made"), SIDE)["min_cosine"] > 0.99999


def test_tokens_of_a_random_vit_and_its_half_precision(tmp_path: Path) -> None:
    assert write_random_vit(tmp_path / "vit.onnx", "tiny", 3) == 113_600
    tokens = open_session(tmp_path / "vit.onnx").run(None, {"image": scaled(drawn(2, 32))})[0]
    wanted = {
        "cls": tokens[:, 0],
        "mean": tokens.mean(1),
        "patch-mean": tokens[:, 1:].mean(1),
        "cls+patch-mean": np.concatenate([tokens[:, 0], tokens[:, 1:].mean(1)], 1),
    }
    for name, want in wanted.items():
        part = onnx_encoder(source(tmp_path / "vit.onnx", Pool(name), 32))
        path = written(part, tmp_path / name)
        got = open_session(path).run(None, {"patches": drawn(2, 32)})[0]
        np.testing.assert_allclose(got, want, atol=2e-5)
    folder = tmp_path / "half"
    folder.mkdir()
    files = with_half(part, 32).write(folder)
    assert files.files["fp16"] == "encoder.fp16.onnx" and "least cosine" in files.notes[0]
    graph = read_graph(folder / files.files["fp16"]).graph
    assert [str(v) for v in inputs(graph) + outputs(graph)] == [
        "patches uint8 [B, 32, 32, 3]",
        "features float [B, 128]",
    ]
    large = [t for t in graph.initializer if np.prod(t.dims) > 64 and t.data_type == TensorProto.FLOAT]
    assert large == []


def test_weights_in_data_files_become_one_beside_the_graph(tmp_path: Path) -> None:
    given = conv_graph(tmp_path / "given" / "e.onnx", flat=True, external=True)
    inside = written(onnx_encoder(source(given)), tmp_path / "inside")
    assert external_files(read_graph(inside).graph) == set()  # 192 bytes are not worth a file
    assert open_session(inside).run(None, {"patches": drawn(1)})[0].shape == (1, 4)
    write_random_vit(tmp_path / "vit.onnx", "tiny", 0)
    apart = {"save_as_external_data": True, "all_tensors_to_one_file": False, "size_threshold": 1024}
    onnx.save(onnx.load(tmp_path / "vit.onnx"), tmp_path / "given" / "v.onnx", **apart)
    assert len(external_files(read_graph(tmp_path / "given" / "v.onnx").graph)) > 5
    part = onnx_encoder(source(tmp_path / "given" / "v.onnx", Pool("cls"), 32, external=True))
    folder = tmp_path / "one"
    path = written(part, folder)
    assert {file.name for file in folder.iterdir()} == {"encoder.onnx", "encoder.onnx.data"}
    assert external_files(read_graph(path).graph) == {"encoder.onnx.data"}
    assert part_parity(part, path, 32)["max_abs_difference"] < 1e-4


def test_files_that_are_refused(tmp_path: Path) -> None:
    def reason(path: Path, pool: Pool | None = None) -> str:
        with pytest.raises(Refused) as refused:
            onnx_encoder(source(path, pool))
        return str(refused.value)

    assert "opset 16 is outside 17 to 21" in reason(conv_graph(tmp_path / "old.onnx", opset=16))
    assert "opset 22" in reason(conv_graph(tmp_path / "new.onnx", opset=22))
    assert "batches of 1 only" in reason(conv_graph(tmp_path / "one.onnx", axes=(1, 3, SIDE, SIDE)))
    assert "patch_size_pixels is 8" in reason(conv_graph(tmp_path / "size.onnx", axes=("N", 3, 9, 9)))
    assert "maps [B, D, h, w]" in reason(conv_graph(tmp_path / "maps.onnx"))
    apart = conv_graph(tmp_path / "apart" / "e.onnx", external=True)
    (apart.parent / "weights.bin").unlink()
    assert "weights.bin is missing" in reason(apart)
    short = conv_graph(tmp_path / "short" / "e.onnx", external=True)
    (short.parent / "weights.bin").write_bytes(b"\0" * 10)
    assert "ends before" in reason(short)
    outside = conv_graph(tmp_path / "outside" / "e.onnx", external=True)
    model = read_graph(outside)
    model.graph.initializer[0].external_data[0].value = "../weights.bin"
    outside.write_bytes(model.SerializeToString())
    assert "does not lie beside the graph" in reason(outside)
    counted = conv_graph(tmp_path / "counted" / "e.onnx", external=True)
    for key, text in (("offset", "abc"), ("offset", "-4"), ("length", "9" * 30)):
        model = read_graph(counted)
        del model.graph.initializer[0].external_data[1:]
        model.graph.initializer[0].external_data.add(key=key, value=text)
        spoilt = counted.with_name("spoilt.onnx")
        spoilt.write_bytes(model.SerializeToString())
        assert f"{text!r} is not a number of bytes" in reason(spoilt)
    (tmp_path / "text.onnx").write_text("not a graph")
    assert "text.onnx" in reason(tmp_path / "text.onnx")
    two = onnx.load(conv_graph(tmp_path / "two.onnx"))
    two.graph.input.append(helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["N"]))
    onnx.save(two, tmp_path / "two.onnx")
    assert "takes 2 inputs (pixels" in reason(tmp_path / "two.onnx")
    foreign = onnx.load(conv_graph(tmp_path / "foreign.onnx", flat=True))
    foreign.graph.node[0].domain = "com.microsoft"
    foreign.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(foreign, tmp_path / "foreign.onnx")
    assert "domain com.microsoft are not part of ONNX" in reason(tmp_path / "foreign.onnx")


def test_mean_and_std_of_unscaled_pixels_are_refused() -> None:
    with pytest.raises(Refused, match="scaled to 0..1"):
        Normalisation((123.7, 116.3, 103.5), (58.4, 57.1, 57.4))
    with pytest.raises(Refused, match="positive"):
        Normalisation((0.5, 0.5, 0.5), (0.5, 0.0, 0.5))


def test_pools_read_what_they_say() -> None:
    tokens = torch.randn(2, 6, 3, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(Pool("patch-mean", prefix=2)(tokens), tokens[:, 2:].mean(1))
    with pytest.raises(Refused, match="leave none"):
        Pool("cls", prefix=6).check((2, 6, 3))
    with pytest.raises(Refused, match="no pooling"):
        Pool("mean").check((2, 3))
