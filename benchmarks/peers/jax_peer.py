# SPDX-License-Identifier: MIT
"""JAX on the CPU, compiled as one function; Adam by hand, as optax has it."""
import itertools
import os

from networks import kernels
from peer import Unsupported, main

os.environ.setdefault("JAX_PLATFORMS", "cpu")


def load(task):
    if task.work == "epoch":
        raise Unsupported("an epoch is compared with Keras's only")
    if task.threads == 1:
        os.environ["XLA_FLAGS"] = (os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"
                                   " intra_op_parallelism_threads=1").strip()
    import jax
    task.version = f"JAX {jax.__version__}"
    return [("jit", lambda: (step if task.work == "step" else predict)(jax, task))]


def parameters_of(jax, task):
    parameters = [tuple(map(jax.numpy.asarray, pair)) for pair in kernels(task.shape, task.layers)]
    task.parameters = sum(kernel.size + bias.size for kernel, bias in parameters)
    return parameters


def forward(jax, task, parameters, x):
    """Before the last activation, NHWC."""
    jnp, lax = jax.numpy, jax.lax
    parameters = iter(parameters)
    for name, *rest in task.layers[:-1]:
        if name == "conv":
            kernel, bias = next(parameters)
            x = lax.conv_general_dilated(x, kernel, (1, 1), rest[2].upper(),
                                         dimension_numbers=("NHWC", "HWIO", "NHWC")) + bias
        elif name in ("max", "average"):
            window = (1, rest[0], rest[0], 1)
            x = (lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID") if name == "max" else
                 lax.reduce_window(x, 0.0, lax.add, window, window, "VALID") / rest[0] ** 2)
        elif name == "flatten":
            x = x.reshape(x.shape[0], -1)
        elif name == "dense":
            kernel, bias = next(parameters)
            x = x @ kernel + bias
        else:
            x = {"relu": jax.nn.relu, "tanh": jnp.tanh}[name](x)
    return x


def loss_of(jax, task, parameters, x, y):
    z = forward(jax, task, parameters, x)
    if task.classes == 1:
        z = z[:, 0]
        return jax.numpy.mean(jax.nn.softplus(z) - y * z)
    return -jax.numpy.mean(jax.numpy.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1))


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
    x = jax.numpy.asarray(next(task.batches())[0])
    parameters = parameters_of(jax, task)
    last = jax.nn.sigmoid if task.classes == 1 else jax.nn.softmax
    compiled = jax.jit(lambda p, x: last(forward(jax, task, p, x)))
    return lambda: jax.block_until_ready(compiled(parameters, x))


if __name__ == "__main__":
    main(load)
