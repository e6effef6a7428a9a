"""Patch encoders: uint8 RGB patches in, features out, normalisation inside."""
