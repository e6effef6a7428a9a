"""TDA-MIL: top-down attention over a bag of patch features (MODELS.md, "TDA-MIL")."""

from .model import Answer, Config, TdaMil

__all__ = ["Answer", "Config", "TdaMil"]
