# SPDX-License-Identifier: MIT
"""ONNX Runtime, fp32. It predicts only."""
from networks import channels_first
from peer import main


def load(task):
    import onnxruntime
    task.version = f"ONNX Runtime {onnxruntime.__version__}"
    return [("CPU", lambda: predict(onnxruntime, task))]


def predict(onnxruntime, task):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = task.threads, 1
    session = onnxruntime.InferenceSession(task.onnx, options, providers=["CPUExecutionProvider"])
    x = channels_first(task.samples())
    return lambda: session.run(None, {"x": x})[0]


if __name__ == "__main__":
    main(load, channels_first=True)
