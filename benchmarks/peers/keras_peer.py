# SPDX-License-Identifier: MIT
"""Keras on TensorFlow (oneDNN)."""
import itertools
import os

from peer import main

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")


def load(task):
    import keras
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(task.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    task.version = f"Keras {keras.__version__}, TensorFlow {tf.__version__}"
    model = make_model(keras, task)
    task.parameters = model.count_params()
    if task.work == "epoch":
        return [("fit", lambda: epoch(keras, tf, task, model))]
    batches = itertools.cycle([(tf.constant(x), tf.constant(y[:, None])) for x, y in task.batches()])
    make = step if task.work == "step" else predict
    return [("graph", lambda: make(keras, tf, task, model, batches, False)),
            ("XLA", lambda: make(keras, tf, task, model, batches, True))]


def make_model(keras, task):
    layers = keras.layers
    make = {"conv": lambda filters, window, padding: layers.Conv2D(filters, window, padding=padding),
            "max": layers.MaxPooling2D, "average": layers.AveragePooling2D, "flatten": layers.Flatten,
            "dense": layers.Dense}
    model = keras.Sequential([layers.Input(task.shape)])
    for name, *arguments in task.layers:
        model.add(make[name](*arguments) if name in make else layers.Activation(name))
    return model


def loss_of(keras, task):
    return keras.losses.BinaryCrossentropy() if task.classes == 1 else keras.losses.SparseCategoricalCrossentropy()


def step(keras, tf, task, model, batches, xla):
    loss_function, optimizer = loss_of(keras, task), keras.optimizers.Adam()
    optimizer.build(model.trainable_variables)

    @tf.function(jit_compile=xla)
    def train(x, y):
        with tf.GradientTape() as tape:
            loss = loss_function(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    return lambda: train(*next(batches)).numpy()


def predict(keras, tf, task, model, batches, xla):
    forward = tf.function(lambda x: model(x, training=False), jit_compile=xla)
    return lambda: forward(next(batches)[0]).numpy()


def epoch(keras, tf, task, model):
    """`batch` pictures of 72x72 bytes, augmented as in ../epoch.cpp, in batches of 32."""
    import numpy as np
    pictures = np.random.default_rng(1).integers(0, 256, (task.batch, 72, 72, 3), dtype=np.uint8)
    labels = (np.arange(task.batch) % 2)[:, None]

    def augment(picture, label):
        picture = tf.image.random_flip_left_right(tf.image.random_crop(picture, task.shape))
        picture = tf.image.random_brightness(tf.cast(picture, tf.float32) / 255, 0.1)
        return tf.clip_by_value(tf.image.random_contrast(picture, 0.9, 1.1), 0, 1), label

    options = tf.data.Options()
    options.threading.private_threadpool_size = task.threads
    data = (tf.data.Dataset.from_tensor_slices((pictures, labels)).shuffle(task.batch)
            .map(augment, num_parallel_calls=task.threads).batch(32).prefetch(1).with_options(options))
    model.compile(optimizer="adam", loss=loss_of(keras, task), metrics=["accuracy"])
    return lambda: model.fit(data, verbose=0)


if __name__ == "__main__":
    main(load)
