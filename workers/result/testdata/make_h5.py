"""Writes the HDF5 files that read-h5.test.ts reads: attention as CLAM and its relatives store it, in the types and layouts they use.

    python workers/result/testdata/make_h5.py

with `h5py` installed. The numbers are made up: 60 patches of 256 px on two grids that do not line up, as CLAM lays one over every piece of tissue.
"""

from pathlib import Path

import h5py
import numpy as np

HERE = Path(__file__).parent


def corners() -> np.ndarray:
    """Level-0 corners (x, y) of 6 × 7 patches and 6 × 3 ones at an odd offset, int64 `[60, 2]`."""
    first = [(1000 + 256 * column, 500 + 256 * row) for row in range(7) for column in range(6)]
    second = [(4011 + 256 * column, 1033 + 256 * row) for row in range(3) for column in range(6)]
    return np.array(first + second, np.int64)


def clam_blockmap(path: Path, scores: np.ndarray) -> None:
    """As CLAM's `save_hdf5` does: resizable, a chunk per row, no attributes."""
    with h5py.File(path, "w") as file:
        for name, values in {"attention_scores": scores, "coords": corners()}.items():
            layout = {"maxshape": (None, *values.shape[1:]), "chunks": (1, *values.shape[1:])}
            file.create_dataset(name, data=values, **layout)


def main() -> None:
    """Write all files."""
    scores = (np.arange(60) / 59 - 0.25).astype(np.float32)[:, None]
    clam_blockmap(HERE / "clam-blockmap.h5", scores)

    with h5py.File(HERE / "gzip-double.h5", "w", libver="latest") as file:
        packed = {"compression": "gzip", "shuffle": True}
        file.create_dataset("attention_scores", data=scores[:, 0].astype(np.float64), chunks=(16,), **packed)
        coords = file.create_dataset("coords", data=corners().astype(np.int32), chunks=(16, 2), **packed)
        coords.attrs["patch_size"] = 256
        coords.attrs["patch_level"] = 1
        coords.attrs["downsample"] = (4.0, 4.0)
        coords.attrs["name"] = "a slide"

    with h5py.File(HERE / "classes-big-endian.h5", "w") as file:
        classes = np.concatenate([scores, -scores, scores * 2], axis=1)
        file.create_dataset("attention_scores", data=classes.astype(">f4"))
        file.create_dataset("other score", data=np.arange(60, dtype=np.uint8))
        file.create_dataset("features", data=np.zeros((60, 8), np.float32))
        file.create_dataset("names", data=[f"patch {i}" for i in range(60)])
        coords = file.create_dataset("coords", data=corners().astype(np.float64))
        coords.attrs["patch_size_level0"] = np.int64(512)
        file.create_group("more").create_dataset("coords", data=corners())


if __name__ == "__main__":
    main()
