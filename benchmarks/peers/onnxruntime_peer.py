# SPDX-License-Identifier: MIT
"""ONNX Runtime, fp32 weights, in its own layout (NCHW). It predicts only."""
from networks import kernels
from peer import Unsupported, main


def load(task):
    if task.work != "predict":
        raise Unsupported("it predicts only")
    import onnxruntime
    task.version = f"ONNX Runtime {onnxruntime.__version__}"
    return [("CPU", lambda: predict(onnxruntime, task))]


def make_model(task):
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper
    weights, nodes, initializers = kernels(task.shape, task.layers), [], []
    task.parameters = 0

    def constant(values):
        name = f"w{len(initializers)}"
        initializers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        task.parameters += values.size
        return name

    def node(kind, *inputs, **attributes):
        inputs = (nodes[-1].output[0] if nodes else "x", *inputs)
        nodes.append(helper.make_node(kind, inputs, [f"y{len(nodes)}"], **attributes))

    for name, *rest in task.layers:
        if name == "conv":
            kernel, bias = next(weights)
            node("Conv", constant(kernel.transpose(3, 2, 0, 1)), constant(bias), kernel_shape=[rest[1]] * 2,
                 auto_pad="SAME_UPPER" if rest[2] == "same" else "VALID")
        elif name in ("max", "average"):
            node("MaxPool" if name == "max" else "AveragePool", kernel_shape=[rest[0]] * 2, strides=[rest[0]] * 2)
        elif name == "flatten":
            node("Flatten", axis=1)
        elif name == "dense":
            kernel, bias = next(weights)
            node("Gemm", constant(kernel), constant(bias))
        else:
            node({"relu": "Relu", "tanh": "Tanh", "sigmoid": "Sigmoid", "softmax": "Softmax"}[name])
    tensor = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "network", [tensor("x", [task.batch, *channels_first(task.shape)])],
                              [tensor(nodes[-1].output[0], [task.batch, task.classes])], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return model.SerializeToString()


def channels_first(shape):
    return (shape[2], shape[0], shape[1]) if len(shape) == 3 else shape


def predict(onnxruntime, task):
    import numpy as np
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = task.threads, 1
    session = onnxruntime.InferenceSession(make_model(task), options, providers=["CPUExecutionProvider"])
    x = next(task.batches())[0]
    if x.ndim == 4:
        x = np.ascontiguousarray(x.transpose(0, 3, 1, 2))
    return lambda: session.run(None, {"x": x})


if __name__ == "__main__":
    main(load)
