"""Synthetic H&E-like slides ("phantoms") with known truth."""

from .layout import Layout, plan_layout
from .render import render_block, render_slide
from .spec import PhantomSpec

__all__ = ["Layout", "PhantomSpec", "plan_layout", "render_block", "render_slide"]
