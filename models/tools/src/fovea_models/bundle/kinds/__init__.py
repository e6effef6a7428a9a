"""The architectures a bundle can have, by the manifest's name."""

from .attention_sampling import AttentionSamplingKind
from .base import HeadKind
from .dsca import DscaKind
from .tda_mil import TdaMilKind

KINDS: dict[str, HeadKind] = {
    "tda-mil": TdaMilKind(),
    "dsca": DscaKind(),
    "attention-sampling": AttentionSamplingKind(),
}
