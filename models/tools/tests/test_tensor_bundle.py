"""The reader of TensorFlow checkpoints on small ones that are written here."""

from pathlib import Path

import numpy as np
import pytest

from fovea_models.attention_sampling.tensor_bundle import (
    DT_FLOAT,
    FOOTER_BYTES,
    MAGIC,
    SUFFIX,
    UnreadableCheckpoint,
    masked_crc32c,
    read_tensor_bundle,
)

HEADER = (b"", b"\x08\x01")  # one shard, little-endian
Entries = list[tuple[bytes, bytes]]


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def block(entries: Entries) -> bytes:
    """Entries that share no start of their names, one restart, and the trailer."""
    body = b"".join(varint(0) + varint(len(k)) + varint(len(v)) + k + v for k, v in entries)
    body += (0).to_bytes(4, "little") + (1).to_bytes(4, "little")
    return body + b"\0" + masked_crc32c(body + b"\0").to_bytes(4, "little")


def handle(offset: int, whole: bytes) -> bytes:
    return varint(offset) + varint(len(whole) - 5)


def write(folder: Path, entries: Entries, data: bytes, listed: int = 1) -> Path:
    """A checkpoint whose index block lists the one data block so often."""
    first = block(entries)
    index = block([(b"k%d" % i, handle(0, first)) for i in range(listed)])
    footer = varint(0) + varint(0) + handle(len(first), index)
    footer = footer.ljust(FOOTER_BYTES - 8, b"\0") + MAGIC.to_bytes(8, "little")
    (folder / "a.index").write_bytes(first + index + footer)
    (folder / "a.data-00000-of-00001").write_bytes(data)
    return folder / "a"


def variable(name: str, data: bytes, offset: int, shape: tuple[int, ...]) -> tuple[bytes, bytes]:
    size = 4 * int(np.prod(shape))
    dims = b"".join(b"\x12" + varint(len(d)) + d for d in (b"\x08" + varint(side) for side in shape))
    value = b"\x08" + varint(DT_FLOAT) + b"\x12" + varint(len(dims)) + dims
    value += b"\x20" + varint(offset) + b"\x28" + varint(size)
    crc = masked_crc32c(data[offset : offset + size])
    return (name + SUFFIX).encode(), value + b"\x35" + crc.to_bytes(4, "little")


NUMBERS = np.arange(10, dtype="<f4")
DATA = NUMBERS.tobytes()


def test_a_sound_checkpoint_is_read(tmp_path: Path) -> None:
    entries = [HEADER, variable("a", DATA, 0, (2, 3)), variable("b", DATA, 24, (4,))]
    found = read_tensor_bundle(write(tmp_path, entries, DATA))
    np.testing.assert_array_equal(found["a"], NUMBERS[:6].reshape(2, 3))
    np.testing.assert_array_equal(found["b"], NUMBERS[6:])


NAN = np.array([1, np.nan], "<f4").tobytes()
REFUSED = [
    ([variable("a", DATA, 0, (2, 3))], DATA, 1, "no header"),
    ([], DATA, 1, "no header"),
    ([HEADER, variable("a", DATA, 0, (2, 3)), variable("b", DATA, 20, (4,))], DATA, 1, "over each other"),
    ([HEADER, *(variable(f"v{i}", DATA, 0, (10,)) for i in range(9))], DATA, 1, "over each other"),
    ([HEADER, variable("a", DATA, 24, (5,))], DATA, 1, "does not fit the data file"),
    ([HEADER, variable("b", DATA, 0, (1,)), variable("a", DATA, 4, (1,))], DATA, 1, "ascending order"),
    ([HEADER, HEADER], DATA, 1, "ascending order"),
    ([HEADER, variable("a", DATA, 0, (2, 3))], DATA, 2, "lists a block twice"),
    ([HEADER, *((b"%06d" % i, b"") for i in range(10_000))], DATA, 1, "too many"),
    ([HEADER, (b"x" * 5000, b"")], DATA, 1, "a name in the index is too long"),
    ([HEADER, variable("a", NAN, 0, (2,))], NAN, 1, "a/.ATTRIBUTES/VARIABLE_VALUE holds values that are not finite"),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "data", "listed", "reason"), REFUSED)
def test_what_is_refused(tmp_path: Path, entries: Entries, data: bytes, listed: int, reason: str) -> None:
    with pytest.raises(UnreadableCheckpoint, match=reason):
        read_tensor_bundle(write(tmp_path, entries, data, listed))
