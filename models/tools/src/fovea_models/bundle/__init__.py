"""Writing and checking model bundles (docs/bundle-format.md)."""
