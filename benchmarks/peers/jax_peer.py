# SPDX-License-Identifier: MIT
"""JAX on the CPU, compiled as one function; Adam by hand, as optax has it."""
import itertools
import os

from networks import Unsupported, enlargement
from peer import main

os.environ.setdefault("JAX_PLATFORMS", "cpu")


def load(task):
    if task.work == "epoch":
        raise Unsupported("an epoch is compared with Keras's only")
    if task.work == "step" and any(layer.kind in ("batch_normalization", "dropout") for layer in task.network.layers):
        raise Unsupported("batch normalization and dropout are not written for its training")
    if task.threads == 1:
        os.environ["XLA_FLAGS"] = (os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"
                                   " intra_op_parallelism_threads=1").strip()
    import jax
    task.version = f"JAX {jax.__version__}"
    return [("jit", lambda: (step if task.work == "step" else predict)(jax, task))]


def operations(jax, parameters):
    """NHWC; `parameters` of each layer by name."""
    jnp, lax = jax.numpy, jax.lax

    def conv(layer, x, kernel, groups):
        y = lax.conv_general_dilated(x, kernel, layer.stride, (layer.padding[:2], layer.padding[2:]),
                                     rhs_dilation=layer.dilation, dimension_numbers=("NHWC", "HWIO", "NHWC"),
                                     feature_group_count=groups)
        return y + parameters[layer.index]["bias"] if "bias" in layer.parameters else y

    def depthwise(layer, x):
        kernel = parameters[layer.index]["kernel"]
        return conv(layer, x, kernel.reshape(*kernel.shape[:2], 1, -1), kernel.shape[2])

    def pool(layer, x, first, function):
        padding = ((0, 0), layer.padding[:2], layer.padding[2:], (0, 0))
        return lax.reduce_window(x, first, function, (1, *layer.window, 1), (1, *layer.stride, 1), padding)

    def average(layer, x):
        return pool(layer, x, 0.0, lax.add) / pool(layer, jnp.ones_like(x[:1]), 0.0, lax.add)

    def dense(layer, x):
        y = x @ parameters[layer.index]["kernel"]
        return y + parameters[layer.index]["bias"] if "bias" in layer.parameters else y

    def normalization(layer, x):
        gamma, beta, mean, variance = (parameters[layer.index][name] for name in (
            "gamma", "beta", "moving_mean", "moving_variance"))
        return (x - mean) * (gamma * lax.rsqrt(variance + layer.epsilon)) + beta

    def up_sampling(layer, x):
        rows, columns = enlargement(layer)
        return jnp.repeat(jnp.repeat(x, rows, 1), columns, 2)

    return {
        "conv2d": lambda layer, x: conv(layer, x, parameters[layer.index]["kernel"], layer.groups),
        "depthwise_conv2d": depthwise,
        "max_pooling2d": lambda layer, x: pool(layer, x, -jnp.inf, lax.max),
        "average_pooling2d": average,
        "global_max_pooling2d": lambda layer, x: x.max((1, 2)),
        "global_average_pooling2d": lambda layer, x: x.mean((1, 2)),
        "flatten": lambda layer, x: x.reshape(x.shape[0], -1),
        "dense": dense,
        "batch_normalization": normalization,
        "dropout": lambda layer, x: x,
        "re_lu": lambda layer, x: jax.nn.relu(x),
        "re_lu6": lambda layer, x: jax.nn.relu6(x),
        "leaky_re_lu": lambda layer, x: jax.nn.leaky_relu(x, layer.negative_slope),
        "tanh": lambda layer, x: jnp.tanh(x),
        "sigmoid": lambda layer, x: jax.nn.sigmoid(x),
        "softmax": lambda layer, x: jax.nn.softmax(x),
        "zero_padding2d": lambda layer, x: jnp.pad(x, ((0, 0), layer.padding[:2], layer.padding[2:], (0, 0))),
        "pad_channels": lambda layer, x: jnp.pad(
            x, [(0, 0)] * len(layer.shape) + [(0, layer.shape[-1] - layer.before[-1])]),
        "up_sampling2d": up_sampling,
        "add": lambda layer, *inputs: sum(inputs[1:], inputs[0]),
        "concatenate": lambda layer, *inputs: jnp.concatenate(inputs, -1),
    }


def parameters_of(jax, task):
    for index, layer in enumerate(task.network.layers):
        layer.index = index
    return [{name: jax.numpy.asarray(values) for name, values in layer.parameters.items()} for layer in task.network.layers]


def forward(jax, task, parameters, x):
    return task.network.evaluate(x, operations(jax, parameters))


def loss_of(jax, task, parameters, x, y):
    """Crossentropies of what the last activation is given."""
    jnp, loss = jax.numpy, task.network.loss
    before_last = operations(jax, parameters) | ({} if loss == "MeanSquaredError" else {
        task.network.layers[-1].kind: lambda layer, x: x})
    z = task.network.evaluate(x, before_last)
    if loss == "BinaryCrossentropy":
        return jnp.mean(jax.nn.softplus(z) - y * z)
    if loss == "MeanSquaredError":
        return jnp.mean((z - y) ** 2)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1))


def step(jax, task):
    jnp, tree = jax.numpy, jax.tree_util
    batches = itertools.cycle([(jnp.asarray(x), jnp.asarray(y)) for x, y in task.batches()])

    def train(state, x, y):
        parameters, mean, square, count = state
        loss, gradient = jax.value_and_grad(lambda p: loss_of(jax, task, p, x, y))(parameters)
        count = count + 1
        rate = 1e-3 * jnp.sqrt(1 - 0.999 ** count) / (1 - 0.9 ** count)
        mean = tree.tree_map(lambda m, g: 0.9 * m + 0.1 * g, mean, gradient)
        square = tree.tree_map(lambda v, g: 0.999 * v + 0.001 * g * g, square, gradient)
        parameters = tree.tree_map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), parameters, mean, square)
        return (parameters, mean, square, count), loss

    compiled = jax.jit(train, donate_argnums=0)
    parameters = parameters_of(jax, task)
    zeros = lambda: tree.tree_map(jnp.zeros_like, parameters)
    state = [(parameters, zeros(), zeros(), jnp.float32(0))]

    def run():
        state[0], loss = compiled(state[0], *next(batches))
        return jax.block_until_ready((state[0], loss))

    return run


def predict(jax, task):
    x, parameters = jax.numpy.asarray(task.samples()), parameters_of(jax, task)
    compiled = jax.jit(lambda parameters, x: forward(jax, task, parameters, x))
    return lambda: jax.block_until_ready(compiled(parameters, x))


if __name__ == "__main__":
    main(load)
