"""Weights of large ONNX files: measured, moved into one data file beside the graph, or brought back into it."""

from pathlib import Path, PurePosixPath

import onnx
from onnx import TensorProto, numpy_helper
from onnx.external_data_helper import set_external_data

from ..refused import Refused
from .inspect import external_file, tensors

INSIDE_BYTES = 1024
"""Smaller weights stay in the graph, where shape inference sees them."""
ALIGNMENT_BYTES = 64
LARGEST_FILE_BYTES = 2**31 - 1
"""What the manifest's `files` allow, and what a graph with its weights inside can be at most."""


def _entries(tensor: TensorProto) -> dict[str, str]:
    return {entry.key: entry.value for entry in tensor.external_data}


def _bytes(text: str, tensor: TensorProto) -> int:
    """A count of bytes as ONNX writes it; raises Refused for other text."""
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Refused(f"external data of {tensor.name}: {text[:40]!r} is not a number of bytes")
    return int(text)


def _stored(tensor: TensorProto, folder: Path) -> tuple[Path, int, int] | None:
    """(file, offset, length) of a weight outside the graph; raises Refused where that is not to be had."""
    name = external_file(tensor)
    if name is None:
        return None
    plain = PurePosixPath(name)
    if plain.is_absolute() or ".." in plain.parts or "\\" in name or not name:
        raise Refused(f"external data in {name!r} does not lie beside the graph")
    file = folder / name
    if not file.is_file():
        raise Refused(f"external data file {name} is missing beside the graph")
    entries = _entries(tensor)
    offset = _bytes(entries.get("offset", "0"), tensor)
    length = _bytes(entries["length"], tensor) if "length" in entries else file.stat().st_size - offset
    if length < 0 or offset + length > file.stat().st_size:
        raise Refused(
            f"external data file {name} ends before {tensor.name}: {offset} + {length} bytes wanted"
        )
    return file, offset, length


def weight_bytes(model: onnx.ModelProto, folder: Path) -> int:
    """Bytes of all weights, those in data files in `folder` too; raises Refused where a data file is not to be had."""
    total = 0
    for tensor in tensors(model.graph):
        stored = _stored(tensor, folder)
        total += stored[2] if stored else tensor.ByteSize()
    return total


def save_model(model: onnx.ModelProto, folder: Path, path: Path, external: bool) -> str | None:
    """Write the graph to `path` and, where `external`, its weights to one file beside it, whose name is returned.

    `folder` is where the model's present data files lie. The model is changed: its weights refer to the new file.
    Weights pass through memory one by one. Raises Refused where a file would be too large for a bundle.
    """
    total = weight_bytes(model, folder)
    if total > LARGEST_FILE_BYTES - (16 << 20):
        raise Refused(f"weights of {total / 2**30:.1f} GiB: a bundle's file holds at most 2 GiB")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not external:
        for tensor in tensors(model.graph):
            _bring_in(tensor, folder)
        path.write_bytes(model.SerializeToString())
        return None
    data = path.with_name(path.name + ".data")
    with data.open("wb") as out:
        for tensor in tensors(model.graph):
            stored = _stored(tensor, folder)
            if stored is None:
                if tensor.ByteSize() < INSIDE_BYTES or tensor.data_type == TensorProto.STRING:
                    continue
                if not tensor.HasField("raw_data"):
                    tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
            elif stored[2] < INSIDE_BYTES:
                _bring_in(tensor, folder)
                continue
            out.write(b"\0" * (-out.tell() % ALIGNMENT_BYTES))
            offset = out.tell()
            if stored is None:
                out.write(tensor.raw_data)
            else:
                _copy(stored, out)
            tensor.raw_data = b""
            set_external_data(tensor, data.name, offset, out.tell() - offset)
            tensor.ClearField("raw_data")
    path.write_bytes(model.SerializeToString())
    return data.name


def _copy(stored: tuple[Path, int, int], out) -> None:
    file, offset, length = stored
    with file.open("rb") as source:
        source.seek(offset)
        left = length
        while left:
            part = source.read(min(left, 1 << 24))
            out.write(part)
            left -= len(part)


def _bring_in(tensor: TensorProto, folder: Path) -> None:
    stored = _stored(tensor, folder)
    if stored is None:
        return
    file, offset, length = stored
    with file.open("rb") as source:
        source.seek(offset)
        tensor.raw_data = source.read(length)
    tensor.ClearField("external_data")
    tensor.data_location = TensorProto.DEFAULT
