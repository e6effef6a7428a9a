"""DSCA: two aligned resolutions, cross-attention pooling and survival (MODELS.md, "DSCA")."""

from .model import Answer, Config, Dsca

__all__ = ["Answer", "Config", "Dsca"]
