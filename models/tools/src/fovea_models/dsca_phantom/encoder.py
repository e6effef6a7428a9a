"""The phantom encoder that already ships, read back from its ONNX file: DSCA's bundle uses the very same file."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from ..encoders.augment import stain
from ..encoders.phantom_cnn import PhantomEncoder
from ..onnx_tools.session import open_session
from .slides import PhantomSlide

SHIPPED = Path(__file__).resolve().parents[4] / "phantom-tda-mil"
ENCODER_ID = "phantom-cnn-64"


def read_encoder(path: Path) -> PhantomEncoder:
    """The encoder as a torch module: its batch norms are folded in the file, so they become identities with a bias.

    Raises ValueError where the file holds another network.
    """
    graph = onnx.load(path).graph
    weights = {
        tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer
    }
    encoder = PhantomEncoder().eval()
    layers = list(encoder.body)
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    final = [node for node in graph.node if node.op_type == "Gemm"]
    pairs = [pair for pair in pairwise(layers) if isinstance(pair[0], nn.Conv2d)]
    if len(convolutions) != len(pairs) or len(final) != 1:
        raise ValueError(f"{path.name} is not the phantom encoder")
    with torch.no_grad():
        for node, (convolution, norm) in zip(convolutions, pairs, strict=True):
            convolution.weight.copy_(weights[node.input[1]])
            norm.bias.copy_(weights[node.input[2]])
            norm.running_var.fill_(1 - norm.eps)
        encoder.project.weight.copy_(weights[final[0].input[1]])
        encoder.project.bias.copy_(weights[final[0].input[2]])
    return encoder


class SlideEncoder:
    """Features of a phantom at both resolutions, by ONNX Runtime."""

    def __init__(self, path: Path = SHIPPED / "encoder.onnx") -> None:
        self.session = open_session(path)

    def __call__(self, slide: PhantomSlide, restain: np.random.Generator | None = None) -> np.ndarray:
        """float32 [n, 17, D]: the low patch, then its 16 high ones. With `restain`, under one change of stain for all."""
        patches = np.concatenate([slide.low_patches()[:, None], slide.high_patches()], 1)
        if restain is not None:
            patches = stain(patches, restain)
        features = [self.session.run(["features"], {"patches": block})[0] for block in patches]
        return np.stack(features)


def load_features(
    slides: list[PhantomSlide], views: int, encoder: SlideEncoder, cache: Path
) -> list[np.ndarray]:
    """Features float32 [views, n, 17, D] of every slide: as it is, then under changes of stain seeded by the slide; kept
    under `cache`."""
    found = []
    for slide in slides:
        path = cache / f"survival-{slide.spec.seed}-features-{views}.npy"
        if not path.exists():
            rng = np.random.default_rng([slide.spec.seed, 29])
            made = np.stack([encoder(slide, rng if view else None) for view in range(views)])
            part = path.with_suffix(".part.npy")
            np.save(part, made)
            part.rename(path)
        found.append(np.load(path))
    return found
