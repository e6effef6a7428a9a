"""Attention sampling against the published checkpoints and their worked examples (from ../shared/data)."""

from pathlib import Path

import numpy as np
import pytest
import torch

from fovea_models.attention_sampling.checkpoint import load_published
from fovea_models.attention_sampling.model import AttentionSampling, Config, draw_places, most_attended
from fovea_models.attention_sampling.places import cut_patches, reflect
from fovea_models.attention_sampling.tensor_bundle import (
    UnreadableCheckpoint,
    masked_crc32c,
    read_tensor_bundle,
)
from fovea_models.tissue.data import shared_data

DATA = shared_data()
REFERENCE = DATA / "reference" / "attention-sampling" if DATA else None
needs_data = pytest.mark.skipif(REFERENCE is None, reason="../shared/data is not there")
EXAMPLES = (
    ("020_patches-050_pixels", "io-020-patches-050-pixels.npz", 50, 20),
    ("020_patches-050_pixels", "io-020-patches-050-pixels-borders.npz", 50, 20),
    ("005_patches-020_pixels", "io-005-patches-020-pixels-borders.npz", 20, 5),
)


@needs_data
@pytest.mark.parametrize(("variant", "example", "patch_px", "samples"), EXAMPLES)
def test_published_checkpoints_reproduce_the_worked_examples(
    variant: str, example: str, patch_px: int, samples: int
) -> None:
    model = load_published(REFERENCE / variant, patch_px, samples)
    assert model.config.feature_widths == (32, 32, 32, 32)
    assert model.config.attention_widths == (8, 8, 8)
    with np.load(REFERENCE / EXAMPLES[0][1]) as first, np.load(REFERENCE / example) as want:
        with torch.no_grad():
            answer = model(torch.from_numpy(first["image"]), torch.from_numpy(want["indices"]))
        n = want["attention"].size
        assert answer.attention.shape == (200, 260)
        assert np.abs(answer.attention.numpy() - want["attention"]).max() * n < 1e-5
        assert np.abs(answer.votes.numpy() - want["patch_logits"]).max() < 1e-5
        assert np.abs(answer.scores.numpy() - want["probabilities"]).max() < 1e-5


def _copy(folder: Path, variant: str, network: str = "feature") -> Path:
    for suffix in ("index", "data-00000-of-00001"):
        source = REFERENCE / variant / f"{network}.{suffix}"
        (folder / source.name).write_bytes(source.read_bytes())
    return folder / network


@needs_data
@pytest.mark.parametrize(
    ("suffix", "at", "message"),
    [
        ("data-00000-of-00001", 100, "damaged"),
        ("index", 40, "damaged"),
        ("index", -1, "not a TensorFlow checkpoint"),
    ],
)
def test_a_damaged_checkpoint_is_refused(tmp_path: Path, suffix: str, at: int, message: str) -> None:
    prefix = _copy(tmp_path, EXAMPLES[0][0])
    path = tmp_path / f"feature.{suffix}"
    content = bytearray(path.read_bytes())
    content[at] ^= 0x11
    path.write_bytes(content)
    with pytest.raises(UnreadableCheckpoint, match=message):
        read_tensor_bundle(prefix)


@needs_data
def test_every_truncation_and_many_mutations_are_refused_or_read(tmp_path: Path) -> None:
    prefix = _copy(tmp_path, EXAMPLES[0][0], "attention")
    index = tmp_path / "attention.index"
    pristine = index.read_bytes()
    rng = np.random.default_rng(0)
    refused = 0
    mutants = [pristine[:cut] for cut in range(0, len(pristine), 97)]
    for _ in range(60):
        mutant = bytearray(pristine)
        # mostly the footer and the handles, which no checksum protects
        mutant[int(rng.integers(len(pristine) - 48, len(pristine)))] = int(rng.integers(256))
        mutants.append(bytes(mutant))
    for mutant in mutants:
        index.write_bytes(mutant)
        try:
            assert read_tensor_bundle(prefix)
        except UnreadableCheckpoint:
            refused += 1
    assert refused > len(mutants) // 3


@needs_data
def test_the_wrong_network_is_refused_by_name(tmp_path: Path) -> None:
    _copy(tmp_path, EXAMPLES[0][0], "attention")
    for suffix in ("index", "data-00000-of-00001"):
        (tmp_path / f"feature.{suffix}").write_bytes((tmp_path / f"attention.{suffix}").read_bytes())
    with pytest.raises(UnreadableCheckpoint, match="feature layer 1"):
        load_published(tmp_path, 50, 20)


def test_masked_checksum_of_a_known_string() -> None:
    # CRC-32C of "123456789" is 0xE3069283 (RFC 3720's check value), then LevelDB's mask
    crc = 0xE3069283
    assert masked_crc32c(b"123456789") == ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def test_reflection_does_not_repeat_the_edge() -> None:
    index = torch.arange(-5, 9)
    assert reflect(index, 4).tolist() == [1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2]
    assert reflect(index, 1).tolist() == [0] * 14


@pytest.mark.parametrize(("height", "width", "patch"), [(23, 31, 7), (10, 41, 8), (9, 7, 16)])
def test_patches_match_a_reflection_padded_image(height: int, width: int, patch: int) -> None:
    image = torch.from_numpy(np.random.default_rng(1).integers(0, 256, (height, width, 2))).float()
    pad = np.pad(image.numpy(), ((patch, patch), (patch, patch), (0, 0)), mode="reflect")
    columns = width // 5
    places = torch.arange(height // 5 * columns)
    got = cut_patches(image.permute(2, 0, 1)[None], places[None], 5, patch)[0]
    for place in places.tolist():
        top, left = (5 * k - patch // 2 + patch for k in divmod(place, columns))
        want = pad[top : top + patch, left : left + patch].transpose(2, 0, 1)
        assert (got[place].numpy() == want).all()


def test_scores_follow_the_formula_and_votes_have_length_one() -> None:
    torch.manual_seed(0)
    model = AttentionSampling(Config(classes=4, patch_px=8, samples=6)).eval()
    image = torch.randint(0, 256, (37, 44, 3), dtype=torch.uint8)
    with torch.no_grad():
        attention = model.distribution(image)
        places = draw_places(attention, 6, torch.Generator().manual_seed(3))
        answer = model(image, places)
    assert attention.shape == (7, 8) and abs(float(attention.sum()) - 1) < 1e-6
    votes, weights = answer.votes.double().numpy(), attention.flatten()[places].double().numpy()
    assert np.allclose(np.linalg.norm(votes, axis=1), 1, atol=1e-6)
    logits = 3 * (weights[:, None] * votes).sum(0) / weights.sum()
    assert np.allclose(answer.scores.numpy(), np.exp(logits) / np.exp(logits).sum(), atol=1e-6)
    best = most_attended(attention, 3)
    assert attention.flatten()[best[0]] == attention.max() and len(set(best.tolist())) == 3
