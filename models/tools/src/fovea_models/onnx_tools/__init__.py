"""Writing and running small ONNX graphs."""
