"""Fovea's models: definition, training, export to ONNX bundles, and verification."""

__version__ = "0.1.0"
