# SPDX-License-Identifier: MIT
"""OpenVINO on the CPU, fp32. It predicts only."""
from networks import channels_first
from peer import main


def load(task):
    import openvino
    task.version = f"OpenVINO {openvino.__version__.split('-')[0]}"
    return [("CPU", lambda: predict(openvino, task))]


def predict(openvino, task):
    core = openvino.Core()
    model = core.compile_model(core.read_model(task.onnx), "CPU", {
        "INFERENCE_NUM_THREADS": task.threads, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"})
    request = model.create_infer_request()
    request.set_input_tensor(openvino.Tensor(channels_first(task.samples())))

    def run():
        request.infer()
        return request.get_output_tensor().data

    return run


if __name__ == "__main__":
    main(load, channels_first=True)
