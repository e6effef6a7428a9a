"""The exported graphs under ONNX Runtime, walked the way the app walks them."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..onnx_tools.session import open_session


class Answer(NamedTuple):
    """Of one image, float32: `logits` [h, w], `attention` [h, w] (sum 1), `votes` [P, c], `scores` [c]."""

    logits: np.ndarray
    attention: np.ndarray
    votes: np.ndarray
    scores: np.ndarray


def softmax(logits: np.ndarray) -> np.ndarray:
    """Over the whole array, in float64, returned as float32."""
    powers = np.exp(logits.astype(np.float64) - logits.max())
    return (powers / powers.sum()).astype(np.float32)


class GraphPair:
    """Both graphs of a bundle. `head` is the manifest's `head` object, `patch_px` its `patch_size_pixels`."""

    def __init__(self, folder: Path, head: dict[str, Any], patch_px: int) -> None:
        self.step_px, self.sharpness, self.patch_px = head["step_pixels"], head["sharpness"], patch_px
        self._sessions = {name: open_session(folder / path) for name, path in head["graphs"].items()}

    def logits(self, image: np.ndarray) -> np.ndarray:
        """`[h, w]` of an image uint8 `[H, W, 3]`."""
        return self._sessions["attention"].run(["logits"], {"image": image[None]})[0]

    def patches(self, image: np.ndarray, places: np.ndarray) -> np.ndarray:
        """uint8 `[P, S, S, 3]`, cut with reflection."""
        side, (height, width) = self.patch_px, image.shape[:2]
        cut = np.empty((len(places), side, side, 3), np.uint8)
        padded = np.arange(-side, max(height, width) + side)
        rows, columns = (np.abs((padded + n - 1) % max(2 * n - 2, 1) - (n - 1)) for n in (height, width))
        for i, place in enumerate(places):
            top, left = (
                int(k) * self.step_px - side // 2 + side for k in divmod(place, width // self.step_px)
            )
            cut[i] = image[rows[top : top + side]][:, columns[left : left + side]]
        return cut

    def votes(self, patches: np.ndarray, batch: int = 64) -> np.ndarray:
        """`[m, c]` of uint8 patches `[m, S, S, 3]`."""
        run = self._sessions["feature"].run
        parts = [
            run(["votes"], {"patches": patches[i : i + batch]})[0] for i in range(0, len(patches), batch)
        ]
        return np.concatenate(parts)

    def __call__(self, image: np.ndarray, places: np.ndarray) -> Answer:
        """The whole answer at given places, int `[P]`, indices into the flattened grid."""
        logits = self.logits(image)
        attention = softmax(logits)
        votes = self.votes(self.patches(image, places))
        weights = attention.ravel()[places].astype(np.float64)
        mean = (weights[:, None] * votes).sum(0) / weights.sum()
        return Answer(logits, attention, votes, softmax(self.sharpness * mean))
