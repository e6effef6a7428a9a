"""Small cases of the resampling definition, for the tests of both languages: a drawn pyramid, boxes, all pixels.

    python resampling_cases.py > ../../../src/formats/testdata/resampling-cases.json

Pixel (x, y), channel c of level l is (7x + 13y + 50c + 31l) mod 256. The boxes enlarge and shrink, lie across every edge
and outside, and ask for downsamples just below and just above each level's.
"""

import json
import sys

import numpy as np

from fovea_models.resample import Pyramid, read_box

SIZES = ((97, 61), (48, 30), (24, 15))
CASES = [
    # inside: enlarged, as it is, shrunk to each level
    ((10, 12, 5, 4), (7, 5)),
    ((10, 12, 5, 5), (5, 5)),
    ((3, 7, 33, 29), (7, 6)),
    ((3, 7, 40, 40), (5, 5)),
    # enlarged across each edge by more than a pixel
    ((-6, -5, 11, 11), (14, 14)),
    ((90, 54, 11, 11), (13, 13)),
    ((-3, 57, 7, 7), (9, 8)),
    # shrunk across each edge
    ((-20, -30, 60, 60), (6, 6)),
    ((80, 40, 60, 60), (7, 7)),
    # nothing of the slide
    ((200, 10, 8, 8), (3, 3)),
    ((200, 10, 3, 3), (4, 4)),
    # level 1 has a downsample of 97/48 = 2.0208: 2.0188 is the least that takes it
    ((0, 0, 32.302, 32.302), (16, 16)),
    ((0, 0, 32.3, 32.3), (16, 16)),
    # level 2: 97/24 = 4.0417; 4.0376
    ((0, 0, 16.151, 16.151), (4, 4)),
    ((0, 0, 16.15, 16.15), (4, 4)),
]


class Drawn:
    """A `LevelReader` over the formula above; refuses what lies outside."""

    def read(self, level: int, x: int, y: int, width: int, height: int) -> np.ndarray:
        assert x >= 0 and y >= 0 and x + width <= SIZES[level][0] and y + height <= SIZES[level][1]
        rows, columns = np.mgrid[y : y + height, x : x + width]
        base = 7 * columns + 13 * rows + 31 * level
        return np.stack([(base + 50 * c) % 256 for c in range(3)], 2).astype(np.uint8)


def main() -> None:
    pyramid = Pyramid(SIZES, 1.0)
    cases = [
        {
            "box": box,
            "out": out,
            "level": pyramid.level_for(box[2] / out[0]),
            "pixels": read_box(Drawn(), pyramid, box, *out).ravel().tolist(),
        }
        for box, out in CASES
    ]
    made_by = "models/tools/scripts/resampling_cases.py"
    json.dump({"madeBy": made_by, "sizes": SIZES, "cases": cases}, sys.stdout)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
