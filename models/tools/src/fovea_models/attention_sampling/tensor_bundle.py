"""Reads TensorFlow checkpoints (`<name>.index` and `<name>.data-00000-of-00001`) without TensorFlow.

The index is a table of sorted keys (LevelDB's format: data blocks, an index block, a footer of 48 bytes) whose values are
`BundleEntryProto`: type, shape, offset and size in the data file and a CRC-32C. Only what a checkpoint of float32
variables in one uncompressed, little-endian shard needs is read; everything else is refused by name. The file is
untrusted: every offset and size is checked before use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from ..refused import Refused

MAGIC = 0xDB4775248B80FB57
FOOTER_BYTES = 48
TRAILER_BYTES = 5
"""After each block: one byte for the compression, four for its masked CRC-32C."""

INDEX_LIMIT_BYTES = 16 << 20
DATA_LIMIT_BYTES = 64 << 20
ENTRY_LIMIT = 10_000
KEY_LIMIT_BYTES = 4096
RANK_LIMIT = 8
DT_FLOAT = 1
SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"


class UnreadableCheckpoint(Refused):
    """The checkpoint is damaged, or of a kind that is not read; the message says which."""


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return tuple(table)


_TABLE = _crc_table()


def masked_crc32c(data: bytes) -> int:
    """CRC-32C (Castagnoli), rotated and shifted as LevelDB and TensorFlow store it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 64, 7):
        if at >= len(data):
            break
        value |= (data[at] & 0x7F) << shift
        at += 1
        if not data[at - 1] & 0x80:
            return value, at
    raise UnreadableCheckpoint("a number in the index is cut off or too long")


def _block(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Key and value of each entry of a block."""
    if offset + size + TRAILER_BYTES > len(table):
        raise UnreadableCheckpoint("a block of the index lies outside the file")
    if table[offset + size]:
        raise UnreadableCheckpoint("the index is compressed, which is not read")
    stored = int.from_bytes(table[offset + size + 1 : offset + size + TRAILER_BYTES], "little")
    if masked_crc32c(table[offset : offset + size + 1]) != stored:
        raise UnreadableCheckpoint("a block of the index is damaged (its checksum differs)")
    block = table[offset : offset + size]
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 - 4 * restarts
    if end < 0:
        raise UnreadableCheckpoint("a block of the index is shorter than it says")
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        if shared > len(key) or at + own + length > end:
            raise UnreadableCheckpoint("an entry of the index is longer than its block")
        if shared + own > KEY_LIMIT_BYTES:
            raise UnreadableCheckpoint("a name in the index is too long")
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + length]
        at += own + length


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Field number and raw value of a protocol buffer message."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value
            continue
        if kind == 2:
            length, at = _varint(message, at)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise UnreadableCheckpoint("the index holds a message of an unknown kind")
        if at + length > len(message):
            raise UnreadableCheckpoint("a message in the index is cut off")
        part = message[at : at + length]
        yield tag >> 3, part if kind == 2 else int.from_bytes(part, "little")
        at += length


@dataclass(frozen=True)
class _Found:
    """A variable in the index: `range` are its bytes in the data file, half-open; `crc` as it is stored."""

    name: str
    shape: tuple[int, ...]
    range: tuple[int, int]
    crc: int


def _tensor(name: str, entry: bytes, data_bytes: int) -> _Found:
    numbers = {1: 0, 3: 0, 4: 0, 5: 0, 6: 0}
    shape: list[int] = []
    for field, value in _fields(entry):
        if field == 2 and isinstance(value, bytes):
            for inner, dim in _fields(value):
                if inner == 2 and isinstance(dim, bytes):
                    sizes = [int(v) for f, v in _fields(dim) if f == 1 and isinstance(v, int)]
                    shape.append(sizes[0] if sizes else 0)
        elif field in numbers and isinstance(value, int):
            numbers[field] = value
        elif field == 7:
            raise UnreadableCheckpoint(f"{name} is stored in slices, which is not read")
    dtype, shard, offset, size, crc = numbers.values()
    if dtype != DT_FLOAT:
        raise UnreadableCheckpoint(f"{name} is not float32 (type {dtype})")
    if shard != 0:
        raise UnreadableCheckpoint(f"{name} lies in a second data file, which is not read")
    if len(shape) > RANK_LIMIT or any(not 0 < side < 2**31 for side in shape):
        raise UnreadableCheckpoint(f"{name} has an impossible shape")
    wanted = 4
    for side in shape:  # Python's integers do not overflow
        wanted *= side
    if size != wanted or offset + size > data_bytes:
        raise UnreadableCheckpoint(f"{name} does not fit the data file")
    return _Found(name, tuple(shape), (offset, offset + size), crc)


def _read(found: _Found, data: bytes) -> np.ndarray:
    part = data[slice(*found.range)]
    if masked_crc32c(part) != found.crc:
        raise UnreadableCheckpoint(f"{found.name} is damaged (its checksum differs)")
    values = np.frombuffer(part, "<f4").reshape(found.shape).astype(np.float32)
    if not np.isfinite(values).all():
        raise UnreadableCheckpoint(f"{found.name} holds values that are not finite")
    return values


def _bounded(path: Path, limit: int) -> bytes:
    if path.stat().st_size > limit:
        raise UnreadableCheckpoint(f"{path.name} is larger than {limit >> 20} MiB")
    return path.read_bytes()


def read_tensor_bundle(prefix: Path) -> dict[str, np.ndarray]:
    """Variables of the checkpoint `<prefix>.index`, float32, by name without TensorFlow's suffix `/.ATTRIBUTES/…`.

    What is not a variable (the object graph) is passed over. Raises UnreadableCheckpoint; OSError where a file is absent.
    """
    table = _bounded(prefix.with_name(f"{prefix.name}.index"), INDEX_LIMIT_BYTES)
    data = _bounded(prefix.with_name(f"{prefix.name}.data-00000-of-00001"), DATA_LIMIT_BYTES)
    if len(table) < FOOTER_BYTES or int.from_bytes(table[-8:], "little") != MAGIC:
        raise UnreadableCheckpoint(f"{prefix.name}.index is not a TensorFlow checkpoint index")
    footer = table[-FOOTER_BYTES:]
    at = 0
    for _ in range(2):  # the first handle, of the meta index, is not needed
        _, at = _varint(footer, at)
    offset, at = _varint(footer, at)
    size, at = _varint(footer, at)
    variables: dict[str, _Found] = {}
    header = False
    for key, value in _entries(table, offset, size):
        name = key.decode("utf-8", "replace")
        if name == "":
            _check_header(value)
            header = True
        elif name.endswith(SUFFIX):
            variables[name.removesuffix(SUFFIX)] = _tensor(name, value, len(data))
    if not header:
        raise UnreadableCheckpoint("the index does not say how its data are stored (no header)")
    ranges = sorted(found.range for found in variables.values())
    if any(first[1] > second[0] for first, second in pairwise(ranges)):
        raise UnreadableCheckpoint("two variables lie over each other in the data file")
    return {name: _read(found, data) for name, found in variables.items()}


def _entries(table: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Every entry of the blocks that the index block at `offset` lists, in ascending order of their keys."""
    blocks: set[int] = set()
    count, listed, last = 0, 0, None
    for _, handle in _block(table, offset, size):
        first, at = _varint(handle, 0)
        length, _ = _varint(handle, at)
        listed += length + TRAILER_BYTES
        if first in blocks or listed > len(table):
            raise UnreadableCheckpoint("the index lists a block twice")
        blocks.add(first)
        for key, value in _block(table, first, length):
            count += 1
            if count > ENTRY_LIMIT:
                raise UnreadableCheckpoint("the checkpoint holds too many variables")
            if last is not None and key <= last:
                raise UnreadableCheckpoint("the names in the index are not in ascending order")
            last = key
            yield key, value


def _check_header(header: bytes) -> None:
    values = dict(_fields(header))
    if values.get(1) != 1:
        raise UnreadableCheckpoint("the checkpoint is split over several data files, which is not read")
    if values.get(2, 0) != 0:
        raise UnreadableCheckpoint("the checkpoint is big-endian, which is not read")
