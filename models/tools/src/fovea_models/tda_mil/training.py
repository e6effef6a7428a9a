"""Training TDA-MIL on bags with slide-level labels only.

Loss = cross-entropy of the slide logits, plus documented auxiliary terms that pin the task token T down, none of which
sees a patch label:

1. `pooled`: the relevance-weighted mean of step I's tokens is classified as well, by the same LN and W_FC.
2. `peak`: binary cross-entropy of `exp(gain)·(mean of the largest cosines of the bag) + offset` against "bag is
   positive": a positive slide has some relevant patches, a negative one has none.
3. `quiet`: what comes from a slide without the finding cannot show it, so the squared positive part of its cosine is a
   loss: for every patch of a negative bag, and for "transplants", patches of negative slides that replace some of a
   positive bag's (in a share of them). Such a bag keeps its label for 2; for the slide's own answer it counts only with
   `classify_transplanted`, since what showed the finding may have been replaced.
4. `alone`: 2 and 3 again on the cosines of every patch as a bag of one, and the squared distance of the bag's cosines
   from those. Attention lets a positive slide colour all of its tokens, so that 1–3 can be satisfied by marking the
   wrong ones; a patch alone has no company to betray the label.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .model import Config, TdaMil


@dataclass(frozen=True)
class Recipe:
    """How a head is trained. Bags of a step are drawn to one size so that they stack."""

    steps: int = 1500
    bags_per_step: int = 16
    bag_sizes: tuple[int, ...] = (16, 32, 48)
    learning_rate: float = 5e-4
    weight_decay: float = 0.02
    dropout: float = 0.1
    feature_noise: float = 0.05
    pooled: float = 0.3
    peak: float = 1.0
    quiet: float = 1.0
    alone: float = 1.0
    transplant: float = 0.75
    classify_transplanted: bool = True
    peak_share: float = 0.1
    label_smoothing: float = 0.05


@dataclass(frozen=True)
class Bag:
    """One slide: `views` are alternative features of the same patches (augmentations), each float32 [n, D]."""

    views: list[np.ndarray]
    label: int
    weight: float = 1.0


def _draw(
    bags: list[Bag], positive: int, recipe: Recipe, rng: np.random.Generator
) -> tuple[Tensor, Tensor, Tensor]:
    """Features [b, n, D], labels [b] and bool [b, n] "known not to show the positive class"."""
    size = int(rng.choice(recipe.bag_sizes))
    groups = [np.flatnonzero([bag.label == c for bag in bags]) for c in sorted({bag.label for bag in bags})]
    weights = np.array([bag.weight for bag in bags])
    negatives = [bag for bag in bags if bag.label != positive]
    features, labels, quiet = [], [], []

    def take(bag: Bag, count: int) -> np.ndarray:
        view = bag.views[rng.integers(len(bag.views))]
        return view[rng.choice(len(view), count, replace=count > len(view))]

    for i in range(recipe.bags_per_step):
        group = groups[i % len(groups)]
        bag = bags[rng.choice(group, p=weights[group] / weights[group].sum())]
        chosen = take(bag, size)
        known = np.full(size, bag.label != positive)
        if bag.label == positive and rng.uniform() < recipe.transplant:
            count = int(rng.integers(1, max(2, int(size * 0.6))))
            chosen[:count] = take(negatives[rng.integers(len(negatives))], count)
            known[:count] = True
        features.append(chosen)
        labels.append(bag.label)
        quiet.append(known)
    return torch.from_numpy(np.stack(features)), torch.tensor(labels), torch.from_numpy(np.stack(quiet))


def _pinning(cosine: Tensor, found: Tensor, quiet: Tensor, peak: Tensor, recipe: Recipe) -> Tensor:
    """`peak` and `quiet` for cosines `[b, n]`; `found [b]` is 1 for positive bags, `quiet [b, n]` marks known negatives."""
    largest = cosine.topk(max(1, round(recipe.peak_share * cosine.shape[1])), -1).values.mean(-1)
    loss = recipe.peak * F.binary_cross_entropy_with_logits(peak[0].exp() * largest + peak[1], found)
    silence = cosine.clamp_min(0).square()
    strangers = quiet & (found > 0).unsqueeze(-1)
    for known in (quiet & ~strangers, strangers):  # apart, or the few transplants would hardly count
        loss = loss + recipe.quiet * (silence * known).sum() / known.sum().clamp_min(1)
    return loss


def train_head(
    config: Config, bags: list[Bag], recipe: Recipe, seed: int, positive: int = 1, log_every: int = 0
) -> TdaMil:
    """A head trained from scratch; the same arguments give the same weights on the same machine."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = TdaMil(config)
    peak = nn.Parameter(torch.tensor([[2.0, -2.0], [2.0, -2.0]]))
    optimiser = torch.optim.AdamW(
        [*model.parameters(), peak], recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, recipe.steps, pct_start=0.1
    )
    model.train()
    for step in range(recipe.steps):
        features, labels, quiet = _draw(bags, positive, recipe, rng)
        features = F.dropout(features + recipe.feature_noise * torch.randn_like(features), recipe.dropout)
        answer = model(features)
        counted = torch.ones(len(labels))
        if not recipe.classify_transplanted:
            counted = 1 - (quiet.any(-1) & (labels == positive)).float()

        def classified(logits: Tensor, counted: Tensor = counted, labels: Tensor = labels) -> Tensor:
            each = F.cross_entropy(logits, labels, label_smoothing=recipe.label_smoothing, reduction="none")
            return (each * counted).sum() / counted.sum()

        loss = classified(answer.logits)
        tokens = answer.tokens[:, 1:]
        share = answer.relevance / (answer.relevance.sum(-1, keepdim=True) + 1e-3)
        pooled = model.classifier(model.norm((share.unsqueeze(-1) * tokens).sum(-2)))
        loss = loss + recipe.pooled * classified(pooled)
        found = (labels == positive).float()
        loss = loss + _pinning(answer.cosine, found, quiet, peak[0], recipe)
        if recipe.alone:
            alone = model.cosine_alone(features)
            apart = (answer.cosine - alone.detach()).square().mean()
            loss = loss + recipe.alone * (_pinning(alone, found, quiet, peak[1], recipe) + apart)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if log_every and step % log_every == 0:
            right = (answer.logits.argmax(-1) == labels).float().mean()
            print(f"step {step} loss {loss.item():.3f} accuracy {right:.2f}", flush=True)
    return model.eval()


class MeanPooling(nn.Module):
    """The baseline: the mean of the features, normalised, classified linearly. `[..., n, D]` to `[..., c]`."""

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.classifier = nn.Linear(features, classes)

    def forward(self, features: Tensor) -> Tensor:
        """Slide logits. On a single patch this is the baseline's patch score."""
        return self.classifier(features.mean(-2))


def train_mean_pooling(
    bags: list[Bag], recipe: Recipe, classes: int, seed: int, positive: int = 1
) -> MeanPooling:
    """Mean pooling, trained on the same draws without transplants or auxiliary terms."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    plain = Recipe(**{**recipe.__dict__, "transplant": 0.0})
    model = MeanPooling(bags[0].views[0].shape[1], classes)
    optimiser = torch.optim.AdamW(
        model.parameters(), recipe.learning_rate * 4, weight_decay=recipe.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate * 4, recipe.steps, pct_start=0.1
    )
    for _ in range(recipe.steps):
        features, labels, _ = _draw(bags, positive, plain, rng)
        features = F.dropout(features + recipe.feature_noise * torch.randn_like(features), recipe.dropout)
        loss = F.cross_entropy(model(features), labels, label_smoothing=recipe.label_smoothing)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return model.eval()
