"""ONNX Runtime sessions the way every script here opens them."""

from pathlib import Path

import onnxruntime as ort


def open_session(path: Path, threads: int = 1) -> ort.InferenceSession:
    """A CPU session with a fixed number of threads (so that results and timings reproduce)."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return _open(path, options)


def open_half_session(path: Path, threads: int = 1) -> ort.InferenceSession:
    """The same for a float16 graph, with basic optimisations only: the layout optimiser of ONNX Runtime 1.31 (CPU) crashes on
    float16 convolutions."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return _open(path, options)


def _open(path: Path, options: ort.SessionOptions) -> ort.InferenceSession:
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
