# SPDX-License-Identifier: MIT
"""LiteRT (TensorFlow Lite with XNNPACK), fp32. It predicts only; TensorFlow makes its model in a process of its own."""
import os
import subprocess
import sys

from peer import Unsupported, main


def load(task):
    if task.work != "predict":
        raise Unsupported("it predicts only")
    path = os.path.join(task.folder, f"{task.network}-frozen-{task.batch}.tflite")
    if not os.path.exists(path):
        convert = [sys.executable, __file__, "--convert", path, task.network, str(task.batch)]
        if subprocess.run(convert, stdout=sys.stderr).returncode != 0:
            raise Unsupported("TensorFlow could not convert the model")
    from importlib.metadata import version

    from ai_edge_litert.interpreter import Interpreter
    from networks import kernels
    task.version = f"LiteRT {version('ai-edge-litert')}"
    task.parameters = sum(kernel.size + bias.size for kernel, bias in kernels(task.shape, task.layers))
    return [("XNNPACK", lambda: predict(Interpreter, task, path))]


def predict(Interpreter, task, path):
    interpreter = Interpreter(model_path=path, num_threads=task.threads)
    interpreter.allocate_tensors()
    to, out = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    x = next(task.batches())[0]

    def run():
        interpreter.set_tensor(to, x)
        interpreter.invoke()
        return interpreter.get_tensor(out)

    return run


def convert(path, network, batch):
    from types import SimpleNamespace

    import keras
    import tensorflow as tf
    from keras_peer import make_model
    from networks import NETWORKS
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
    shape, layers = NETWORKS[network]
    model = make_model(keras, SimpleNamespace(shape=shape, layers=layers))
    forward = tf.function(lambda x: model(x, training=False),
                          input_signature=[tf.TensorSpec((batch, *shape), tf.float32)])
    # XNNPACK computes what has constant weights; the rest falls to reference kernels, five times slower.
    frozen = convert_variables_to_constants_v2(forward.get_concrete_function())
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    with open(path + ".part", "wb") as file:
        file.write(converter.convert())
    os.replace(path + ".part", path)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--convert"]:
        convert(*sys.argv[2:4], int(sys.argv[4]))
    else:
        main(load)
