# SPDX-License-Identifier: MIT
"""MNN on the CPU, fp32. It predicts only; its own converter reads the ONNX file."""
import os
import subprocess
import sys

from networks import Unsupported, channels_first
from peer import main


def load(task):
    model = task.onnx.removesuffix(".onnx") + ".mnn"
    convert = [os.path.join(os.path.dirname(sys.executable), "mnnconvert"), "-f", "ONNX", "--modelFile", task.onnx,
               "--MNNModel", model, "--bizCode", "x"]
    if subprocess.run(convert, stdout=sys.stderr).returncode != 0 or not os.path.exists(model):
        raise Unsupported("its converter does not read the ONNX file")
    import MNN
    task.version = f"MNN {MNN.version()}"
    return [("CPU", lambda: predict(MNN, task, model))]


def predict(MNN, task, model):
    x = channels_first(task.samples())
    interpreter = MNN.Interpreter(model)
    session = interpreter.createSession({"backend": "CPU", "numThread": task.threads, "precision": "high"})
    to, out = interpreter.getSessionInput(session), interpreter.getSessionOutput(session)
    samples = MNN.Tensor(x.shape, MNN.Halide_Type_Float, x, MNN.Tensor_DimensionType_Caffe)
    shape = out.getShape()
    answer = MNN.Tensor(shape, MNN.Halide_Type_Float, MNN.Tensor_DimensionType_Caffe)

    def run():
        to.copyFrom(samples)
        interpreter.runSession(session)
        out.copyToHostTensor(answer)
        return answer.getNumpyData()

    return run


if __name__ == "__main__":
    main(load, channels_first=True)
