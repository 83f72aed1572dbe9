# SPDX-License-Identifier: MIT
"""LiteRT (TensorFlow Lite with XNNPACK), fp32. It predicts only; TensorFlow makes its model in a process of its own."""
import os
import subprocess
import sys

from networks import Network, Unsupported
from peer import main


def load(task):
    path = os.path.join(task.folder, f"{task.network.name}-{task.batch}.tflite")
    convert = [sys.executable, __file__, "--convert", path, task.folder, task.network.name, str(task.batch)]
    if subprocess.run(convert, stdout=sys.stderr).returncode != 0:
        raise Unsupported("TensorFlow could not convert the model")
    from importlib.metadata import version

    from ai_edge_litert.interpreter import Interpreter
    task.version = f"LiteRT {version('ai-edge-litert')}"
    return [("XNNPACK", lambda: predict(Interpreter, task, path))]


def predict(Interpreter, task, path):
    interpreter = Interpreter(model_path=path, num_threads=task.threads)
    interpreter.allocate_tensors()
    to, out = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    x = task.samples()

    def run():
        interpreter.set_tensor(to, x)
        interpreter.invoke()
        return interpreter.get_tensor(out)

    return run


def convert(path, folder, name, batch):
    import keras
    import tensorflow as tf
    from keras_peer import make_model
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2
    network = Network(folder, name)
    model = make_model(keras, network)
    forward = tf.function(lambda x: model(x, training=False),
                          input_signature=[tf.TensorSpec((batch, *network.shape), tf.float32)])
    # XNNPACK computes what has constant weights; the rest falls to reference kernels, five times slower.
    frozen = convert_variables_to_constants_v2(forward.get_concrete_function())
    converter = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    with open(path, "wb") as file:
        file.write(converter.convert())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--convert"]:
        convert(*sys.argv[2:5], int(sys.argv[5]))
    else:
        main(load)
