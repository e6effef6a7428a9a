"""Figures of the phantom bundle on phantoms that neither encoder nor head was trained on."""

from typing import Any

import numpy as np

from ..evaluation import BagResult
from ..figures import auc, best_dice, by_groups, figure
from ..phantom.bags import PhantomBag

NEST_SHARE = 0.25
"""A patch counts as "in a nest" from this share of its area on."""


def measure(bags: list[PhantomBag], results: list[BagResult]) -> list[dict[str, Any]]:
    """The manifest's figures. Patch figures pool the patches of the phantoms with nests; intervals redraw phantoms."""
    on = f"{len(bags)} held-out phantoms ({bags[0].seed}–{bags[-1].seed})"
    labels = np.array([bag.label for bag in bags])
    slides = np.arange(len(bags))

    def slide_auc(scores: np.ndarray) -> Any:
        return by_groups(lambda at: auc(scores[at], labels[at]), slides, labels)

    mine = slide_auc(np.array([r.probability for r in results]))
    base = slide_auc(np.array([r.baseline_probability for r in results]))
    figures = [figure("slide AUC", mine, len(bags), on, base)]

    found = [i for i in range(len(bags)) if bags[i].label]
    owner = np.concatenate([np.full(len(bags[i].nest), i) for i in found])
    nest = np.concatenate([bags[i].nest for i in found])
    truth = nest >= NEST_SHARE
    clear = (nest >= 0.5) | (nest <= 0)
    same = np.zeros(len(owner))
    where = (
        f"patches of the {len(found)} held-out phantoms with nests; positive from {NEST_SHARE:.0%} nest on"
    )

    def pooled(name: str) -> np.ndarray:
        return np.concatenate([getattr(results[i], name) for i in found])

    def patch_auc(scores: np.ndarray, mask: np.ndarray | None = None) -> Any:
        keep = np.ones(len(truth), bool) if mask is None else mask
        rows = np.flatnonzero(keep)
        return by_groups(lambda at: auc(scores[rows[at]], truth[rows[at]]), owner[rows], same[rows])

    relevance, alone = pooled("relevance"), pooled("baseline_patches")
    figures.append(
        figure("patch AUC of task relevance", patch_auc(relevance), len(truth), where, patch_auc(alone))
    )
    figures.append(
        figure(
            "patch AUC of task relevance, clear patches",
            patch_auc(relevance, clear),
            int(clear.sum()),
            "as above, patches at least half nest or free of it",
            patch_auc(alone, clear),
        )
    )
    for name, label in (("top_down", "top-down attention"), ("bottom_up", "bottom-up attention")):
        figures.append(figure(f"patch AUC of {label}", patch_auc(pooled(name)), len(truth), where))
    dice = by_groups(lambda at: best_dice(relevance[at], truth[at])[0], owner, same)
    dice_base = best_dice(alone, truth)[0]
    figures.append(figure("Dice of task relevance at the best threshold", dice, len(truth), where, dice_base))
    figures.append(figure("that threshold", best_dice(relevance, truth)[1], len(truth), where))
    everything = np.concatenate([r.relevance for r in results])
    figures.append(
        figure("share of patches with zero relevance", float((everything == 0).mean()), everything.size, on)
    )
    free = np.concatenate([r.relevance for r, b in zip(results, bags, strict=True) if not b.label])
    figures.append(
        figure("share of zero relevance on phantoms without nests", float((free == 0).mean()), free.size, on)
    )
    figures.append(
        figure("mean relevance of nest patches", float(relevance[truth].mean()), int(truth.sum()), where)
    )
    figures.append(
        figure("mean relevance of other patches", float(relevance[~truth].mean()), int((~truth).sum()), where)
    )
    return figures
