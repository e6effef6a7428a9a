"""The lymphoma images of ../shared/data, and the fixed split of them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = ("CLL", "FL", "MCL")
IMAGE_PX = (417, 312)
SPLIT_SEED = 20260
TEST_SHARE = 0.2
VALIDATION_SHARE = 0.12
SPACING_UM_PX = 1.1
"""Not stated in the source: about 0.33 µm/px at 1388 px (20× objective), hence 0.33 · 1388 / 417."""


@dataclass(frozen=True)
class Images:
    """`images` uint8 [n, 312, 417, 3], `labels` int64 [n] into `CLASSES`, `names` as `class/file`."""

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]


def split_names(names: list[str], seed: int = SPLIT_SEED) -> dict[str, list[str]]:
    """`train`, `validation`, `test`: within each class a seeded shuffle of the sorted names, shares rounded.

    The set has no patient numbers, so images of one patient may lie on both sides.
    """
    rng = np.random.default_rng(seed)
    parts: dict[str, list[str]] = {"test": [], "validation": [], "train": []}
    for label in CLASSES:
        own = sorted(name for name in names if name.startswith(f"{label}/"))
        own = [own[i] for i in rng.permutation(len(own))]
        test, validation = round(len(own) * TEST_SHARE), round(len(own) * VALIDATION_SHARE)
        parts["test"] += own[:test]
        parts["validation"] += own[test : test + validation]
        parts["train"] += own[test + validation :]
    return parts


def load_lymphoma(data: Path) -> dict[str, Images]:
    """The three parts of the split, from `<data>/lymphoma/<class>/*.jpg`."""
    folder = data / "lymphoma"
    names = [f"{path.parent.name}/{path.name}" for path in folder.glob("*/*.jpg")]
    return {part: _load(folder, sorted(chosen)) for part, chosen in split_names(names).items()}


def _load(folder: Path, names: list[str]) -> Images:
    images = []
    for name in names:
        with Image.open(folder / name) as image:
            if image.size != IMAGE_PX:
                raise ValueError(f"{name} is {image.size}, not {IMAGE_PX}")
            images.append(np.asarray(image.convert("RGB")))
    labels = np.array([CLASSES.index(name.split("/")[0]) for name in names])
    return Images(np.stack(images), labels, tuple(names))
