"""Attention sampling (after Katharopoulos & Fleuret 2019): one network says where to look, another looks there."""

from .model import Answer, AttentionSampling, Config

__all__ = ["Answer", "AttentionSampling", "Config"]
