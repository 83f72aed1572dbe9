# SPDX-License-Identifier: MIT
"""ncnn on the CPU, fp32, one sample after the other, for it has no batches. It predicts only; pnnx reads the ONNX file."""
import importlib.util
import os
import subprocess
import sys

from networks import Unsupported, channels_first
from peer import main


def load(task):
    # It has no batches: the file for one sample.
    onnx = os.path.join(task.folder, f"{task.network.name}-1.onnx")
    model = onnx.removesuffix(".onnx") + ".ncnn"
    pnnx = os.path.join(*importlib.util.find_spec("pnnx").submodule_search_locations, "pnnx")  # a program; its module wants PyTorch
    shape = ",".join(map(str, channels_first(task.samples()[:1]).shape))
    convert = [pnnx, onnx, f"inputshape=[{shape}]", "fp16=0", f"ncnnparam={model}.param", f"ncnnbin={model}.bin"]
    if subprocess.run(convert, stdout=sys.stderr).returncode != 0 or not os.path.exists(model + ".bin"):
        raise Unsupported("pnnx does not read the ONNX file")
    import ncnn
    task.version = f"ncnn {ncnn.__version__}"
    return [("CPU", lambda: predict(ncnn, task, model))]


def predict(ncnn, task, model):
    import numpy as np
    net = ncnn.Net()
    net.opt.num_threads = task.threads
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = net.opt.use_bf16_storage = False
    if net.load_param(model + ".param") != 0 or net.load_model(model + ".bin") != 0:
        raise Unsupported("pnnx makes layers of the ONNX file that ncnn does not have")
    x = channels_first(task.samples())

    def run():
        answers = []
        for sample in x:
            extractor = net.create_extractor()
            extractor.input(net.input_names()[0], ncnn.Mat(sample))
            answers.append(np.array(extractor.extract(net.output_names()[0])[1]))
        return np.stack(answers)

    return run


if __name__ == "__main__":
    main(load, channels_first=True)
