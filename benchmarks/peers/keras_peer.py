# SPDX-License-Identifier: MIT
"""Keras on TensorFlow (oneDNN)."""
import itertools
import os

from networks import Unsupported, enlargement, is_same_padding
from peer import main

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

WAYS = (("graph", False), ("XLA", True))


def load(task):
    import keras
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(task.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    task.version = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
    model = make_model(keras, task.network)
    if task.work == "epoch":
        return [("fit", lambda: epoch(keras, tf, task, model))]
    if task.work == "predict":
        x = tf.constant(task.samples())
        return [(name, lambda xla=xla: predict(tf, model, x, xla)) for name, xla in WAYS]
    batches = itertools.cycle([(tf.constant(x), tf.constant(y)) for x, y in task.batches()])
    return [(name, lambda xla=xla: step(keras, tf, task, model, batches, xla)) for name, xla in WAYS]


def make_model(keras, network):
    x = keras.layers.Input(network.shape)
    return keras.Model(x, network.evaluate(x, operations(keras)))


def operations(keras):
    layers = keras.layers

    def with_parameters(make, layer, *inputs):
        made = make(layer)
        y = made(*inputs)
        made.set_weights(list(layer.parameters.values()))
        return y

    def windowed(layer, x):
        """(the input, "same" or "valid")"""
        if is_same_padding(layer):
            return x, "same"
        if any(layer.padding) and layer.kind not in ("conv2d", "depthwise_conv2d"):
            raise Unsupported("it pads no pooling but as TensorFlow does")
        top, bottom, left, right = layer.padding
        return (layers.ZeroPadding2D(((top, bottom), (left, right)))(x) if any(layer.padding) else x), "valid"

    def conv(layer, x):
        x, padding = windowed(layer, x)
        return with_parameters(lambda layer: layers.Conv2D(
            layer.shape[-1], layer.window, layer.stride, padding, dilation_rate=layer.dilation, groups=layer.groups,
            use_bias="bias" in layer.parameters), layer, x)

    def depthwise(layer, x):
        x, padding = windowed(layer, x)
        return with_parameters(lambda layer: layers.DepthwiseConv2D(
            layer.window, layer.stride, padding, layer.parameters["kernel"].shape[-1], dilation_rate=layer.dilation,
            use_bias="bias" in layer.parameters), layer, x)

    def pool(kind):
        def make(layer, x):
            x, padding = windowed(layer, x)
            return kind(layer.window, layer.stride, padding)(x)
        return make

    def plain(make):
        return lambda layer, x: make(layer)(x)

    def zero_padding(layer):
        top, bottom, left, right = layer.padding
        return layers.ZeroPadding2D(((top, bottom), (left, right)))

    return {
        "conv2d": conv,
        "depthwise_conv2d": depthwise,
        "max_pooling2d": pool(layers.MaxPooling2D),
        "average_pooling2d": pool(layers.AveragePooling2D),
        "global_max_pooling2d": plain(lambda layer: layers.GlobalMaxPooling2D()),
        "global_average_pooling2d": plain(lambda layer: layers.GlobalAveragePooling2D()),
        "flatten": plain(lambda layer: layers.Flatten()),
        "dense": lambda layer, x: with_parameters(
            lambda layer: layers.Dense(layer.shape[0], use_bias="bias" in layer.parameters), layer, x),
        "batch_normalization": lambda layer, x: with_parameters(
            lambda layer: layers.BatchNormalization(momentum=layer.momentum, epsilon=layer.epsilon), layer, x),
        "dropout": plain(lambda layer: layers.Dropout(layer.rate)),
        "re_lu": plain(lambda layer: layers.Activation("relu")),
        "re_lu6": plain(lambda layer: layers.Activation("relu6")),
        "leaky_re_lu": plain(lambda layer: layers.LeakyReLU(layer.negative_slope)),
        "tanh": plain(lambda layer: layers.Activation("tanh")),
        "sigmoid": plain(lambda layer: layers.Activation("sigmoid")),
        "softmax": plain(lambda layer: layers.Activation("softmax")),
        "zero_padding2d": plain(zero_padding),
        "pad_channels": lambda layer, x: keras.ops.pad(
            x, [[0, 0]] * len(layer.shape) + [[0, layer.shape[-1] - layer.before[-1]]]),
        "up_sampling2d": plain(lambda layer: layers.UpSampling2D(enlargement(layer))),
        "add": lambda layer, *inputs: layers.Add()(inputs),
        "concatenate": lambda layer, *inputs: layers.Concatenate()(inputs),
    }


def step(keras, tf, task, model, batches, xla):
    loss_function, optimizer = getattr(keras.losses, task.network.loss)(), keras.optimizers.Adam()
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=xla)
    def train(x, y):
        with tf.GradientTape() as tape:
            loss = loss_function(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    return lambda: train(*next(batches)).numpy()


def predict(tf, model, x, xla):
    forward = tf.function(lambda x: model(x, training=False), jit_compile=xla)
    return lambda: forward(x).numpy()


def epoch(keras, tf, task, model):
    """`batch` pictures of 72x72 bytes, augmented as in ../epoch.cpp, in batches of 32."""
    import numpy as np
    pictures = np.random.default_rng(1).integers(0, 256, (task.batch, 72, 72, 3), dtype=np.uint8)
    labels = (np.arange(task.batch) % 2)[:, None]

    def augment(picture, label):
        picture = tf.image.random_flip_left_right(tf.image.random_crop(picture, task.network.shape))
        picture = tf.image.random_brightness(tf.cast(picture, tf.float32) / 255, 0.1)
        return tf.clip_by_value(tf.image.random_contrast(picture, 0.9, 1.1), 0, 1), label

    options = tf.data.Options()
    options.threading.private_threadpool_size = task.threads
    data = (tf.data.Dataset.from_tensor_slices((pictures, labels)).shuffle(task.batch)
            .map(augment, num_parallel_calls=task.threads).batch(32).prefetch(1).with_options(options))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return lambda: model.fit(data, verbose=0)


if __name__ == "__main__":
    main(load)
