"""Independent answers for the slide readers' tests: what OpenSlide and Pillow see in the shared slides.

    python openslide_answers.py SLIDES_FOLDER > ../../../src/formats/testdata/openslide-answers.json

Needs fovea_models with the extra `slides`. Writes small numbers only (means and sampled pixels), so that the
tests that compare with them need neither Python nor pictures in the repository.

Levels other than 0 are read from their origin and cropped here: OpenSlide places a region by level-0 coordinates, which
fall between the pixels of a level whose size was rounded. For the same reason it moves what lies beyond 4,096 px of such a
level by a fraction of a pixel; larger levels are therefore read with Pillow (libtiff).
"""

import json
import math
import random
import sys
from pathlib import Path

import numpy as np
import openslide
from PIL import Image

from fovea_models.resample import Pyramid, resample

SAMPLES_PER_REGION = 12
TIFFS = ["CMU-1-Small-Region.svs", "lymph-node-metastasis-he.tif", "tubular-adenoma-he.tif"]
OPENSLIDE_PIECE_PX = 4096
Image.MAX_IMAGE_PIXELS = None


def answer(pixels: np.ndarray, rng: random.Random) -> dict:
    """Channel means and sampled pixels [x, y, r, g, b] of uint8 [H, W, 3]."""
    height, width, _ = pixels.shape
    places = [(rng.randrange(width), rng.randrange(height)) for _ in range(SAMPLES_PER_REGION)]
    places += [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)]
    return {
        "mean": [round(float(value), 4) for value in pixels.reshape(-1, 3).mean(axis=0)],
        "pixels": [[x, y, *(int(value) for value in pixels[y, x])] for x, y in places],
    }


def boxes(width: int, height: int, rng: random.Random) -> list[tuple[int, int, int, int]]:
    """Regions of a level: its corners, boxes across tile borders, odd sizes."""
    side = min(300, width, height)
    found = [
        (0, 0, side, side),
        (width - side, 0, side, side),
        (0, height - side, side, side),
        (width - side, height - side, side, side),
    ]
    for _ in range(6):
        w = min(width, rng.randrange(1, 400))
        h = min(height, rng.randrange(1, 400))
        found.append((rng.randrange(width - w + 1), rng.randrange(height - h + 1), w, h))
    return found


def rgb(image: Image.Image) -> np.ndarray:
    array = np.asarray(image)
    if array.shape[2] == 4:
        assert (array[..., 3] == 255).all(), "a region that is not fully covered"
    return array[..., :3]


def pyramid_of(levels: list[dict]) -> Pyramid:
    """The levels as the definition takes them; spacing plays no part in reading."""
    return Pyramid(tuple((level["width"], level["height"]) for level in levels), 1.0)


def patch_answers(levels: list[dict], readers: dict, rng: random.Random) -> list[dict]:
    """Resampled boxes: shrunk by 1 to 9, enlarged to 1.3, and across every edge."""
    pyramid = pyramid_of(levels)
    width, height = pyramid.sizes[0]
    cases = []
    for size, out in [(224, 224), (512, 224), (448, 224), (180, 224), (1999, 224), (700, 256)]:
        size = min(size, width, height)
        wanted = pyramid.level_for(size / out)
        if wanted not in readers:
            continue
        scale_x, scale_y = pyramid.downsample(wanted)
        places = [
            (-size // 3, -size // 4),
            (width - size // 2, height - size // 3),
            (rng.randrange(width - size + 1), rng.randrange(height - size + 1)),
            (rng.randrange(width - size + 1), rng.randrange(height - size + 1)),
        ]
        for x, y in places:
            box = (x / scale_x, y / scale_y, size / scale_x, size / scale_y)
            pixels = resample(readers[wanted], pyramid.sizes[wanted], box, (out, out))
            cases.append({"x": x, "y": y, "size": size, "out": out, "level": wanted, **answer(pixels, rng)})
    return cases


def describe(sizes: list[tuple[int, int]]) -> list[dict]:
    width, height = sizes[0]
    return [{"width": w, "height": h, "downsampleX": width / w, "downsampleY": height / h} for w, h in sizes]


def directory(path: Path, size: tuple[int, int]) -> np.ndarray:
    """The TIFF directory of this size, uint8 [H, W, 3]."""
    with Image.open(path) as image:
        for index in range(image.n_frames):
            image.seek(index)
            if image.size == size:
                return np.asarray(image.convert("RGB"))
    raise ValueError(f"{path.name} has no directory of {size}")


def tiff_answers(path: Path) -> dict:
    rng = random.Random(path.name)
    slide = openslide.OpenSlide(str(path))
    levels = describe(list(slide.level_dimensions))
    readers = {0: lambda x, y, w, h: rgb(slide.read_region((x, y), 0, (w, h)))}
    for index, level in enumerate(levels):
        if index == 0:
            continue
        if max(level["width"], level["height"]) <= OPENSLIDE_PIECE_PX:
            whole = rgb(slide.read_region((0, 0), index, (level["width"], level["height"])))
        else:
            whole = directory(path, (level["width"], level["height"]))
        readers[index] = lambda x, y, w, h, whole=whole: whole[y : y + h, x : x + w]
    regions = []
    for index, read in readers.items():
        for x, y, w, h in boxes(levels[index]["width"], levels[index]["height"], rng):
            regions.append(
                {"level": index, "x": x, "y": y, "width": w, "height": h, **answer(read(x, y, w, h), rng)}
            )
    associated = {}
    for name, image in slide.associated_images.items():
        associated[name] = {"width": image.width, "height": image.height, **answer(rgb(image), rng)}
    return {
        "levels": levels,
        "regions": regions,
        "patches": patch_answers(levels, readers, rng),
        "associated": associated,
    }


def deep_zoom_answers(folder: Path, stem: str, width: int, height: int, tile: int, overlap: int) -> dict:
    """From the tiles as Pillow decodes them, without their overlap."""
    rng = random.Random(stem)
    sizes = [(width, height)]
    while sizes[-1][0] > tile or sizes[-1][1] > tile:
        sizes.append((math.ceil(sizes[-1][0] / 2), math.ceil(sizes[-1][1] / 2)))
    top = math.ceil(math.log2(max(width, height)))

    def reader(index: int):
        def read(x: int, y: int, w: int, h: int) -> np.ndarray:
            out = np.zeros((h, w, 3), np.uint8)
            for row in range(y // tile, (y + h - 1) // tile + 1):
                for column in range(x // tile, (x + w - 1) // tile + 1):
                    stored = np.asarray(
                        Image.open(folder / f"{stem}_files/{top - index}/{column}_{row}.jpeg").convert("RGB")
                    )
                    own = stored[overlap if row else 0 :, overlap if column else 0 :][:tile, :tile]
                    left, upper = column * tile, row * tile
                    x0, x1 = max(x, left), min(x + w, left + own.shape[1])
                    y0, y1 = max(y, upper), min(y + h, upper + own.shape[0])
                    out[y0 - y : y1 - y, x0 - x : x1 - x] = own[
                        y0 - upper : y1 - upper, x0 - left : x1 - left
                    ]
            return out

        return read

    levels = describe(sizes)
    readers = {index: reader(index) for index in range(len(levels))}
    regions = []
    for index, read in readers.items():
        for x, y, w, h in boxes(levels[index]["width"], levels[index]["height"], rng):
            regions.append(
                {"level": index, "x": x, "y": y, "width": w, "height": h, **answer(read(x, y, w, h), rng)}
            )
    return {
        "levels": levels,
        "regions": regions,
        "patches": patch_answers(levels, readers, rng),
        "associated": {},
    }


def main() -> None:
    slides = Path(sys.argv[1])
    answers = {name: tiff_answers(slides / name) for name in TIFFS}
    answers["duodenum-dzi"] = deep_zoom_answers(slides / "duodenum-dzi", "HE", 17707, 11341, 254, 1)
    versions = {
        "openslide": openslide.__library_version__,
        "pillow": Image.__version__,
    }
    json.dump(
        {"madeBy": "models/tools/scripts/openslide_answers.py", "versions": versions, "slides": answers},
        sys.stdout,
    )
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
