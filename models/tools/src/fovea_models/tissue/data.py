"""Reads the real material from `../shared/data` beside the repository (never copied into it)."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

LABELS = ("non-neoplastic", "carcinoma", "other-neoplasm")
TILE_CLASSES = ("lung_aca", "lung_n", "lung_scc", "colon_aca", "colon_n")
CARCINOMA_TILES = frozenset({"lung_aca", "lung_scc", "colon_aca"})


def shared_data() -> Path | None:
    """The shared data folder, `../shared/data` from the repository's root, or None where it is absent."""
    for folder in Path(__file__).resolve().parents:
        if (folder / ".git").exists():
            data = folder.parent / "shared" / "data"
            return data if data.is_dir() else None
    return None


@dataclass(frozen=True)
class AtlasSlide:
    """One slide of the Pathology Atlas as a bag; `label` is one of `LABELS`."""

    name: str
    label: str
    case: str
    split: str
    organ: str
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Tile:
    """One LC25000 tile; `group` is its original, which never crosses `train`/`test`."""

    file: Path
    kind: str
    group: str
    split: str

    @property
    def carcinoma(self) -> bool:
        """Whether the tile shows carcinoma."""
        return self.kind in CARCINOMA_TILES


def atlas_slides(data: Path) -> list[AtlasSlide]:
    """All slides of the bags, in the order of `slides.csv`."""
    slides = []
    with (data / "bags" / "slides.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            files = tuple(sorted((data / "bags" / row["slide"]).glob("*.jpg")))
            slides.append(
                AtlasSlide(row["slide"], row["label"], row["case"], row["split"], row["organ"], files)
            )
    return slides


def tiles(data: Path) -> list[Tile]:
    """All LC25000 tiles."""
    folder = data / "patches" / "lc25000"
    with (folder / "splits.csv").open(newline="") as stream:
        return [
            Tile(folder / row["file"], row["class"], f"{row['class']}-{row['group']}", row["split"])
            for row in csv.DictReader(stream)
        ]


def read_images(files: list[Path] | tuple[Path, ...]) -> np.ndarray:
    """uint8 RGB [n, 224, 224, 3]."""
    return np.stack([np.asarray(Image.open(file).convert("RGB")) for file in files])
