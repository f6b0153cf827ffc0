"""Trains a task of `bench/training.ts` with Keras on TensorFlow: `train_keras.py FOLDER`."""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import keras
import numpy as np
from keras import layers

from training_task import BATCH, COMPARED, VGG16_BLOCKS, Task, measure


def convolution(filters, padding):
    return layers.Conv2D(filters, 3, padding=padding, activation="relu")


def cnn4(size):
    model = [layers.Input((size, size, 1))]
    for filters in (32, 64):
        model += [convolution(filters, "valid"), convolution(filters, "valid")]
        model += [layers.MaxPooling2D(2)]
    model += [layers.Flatten(), layers.Dense(128, activation="relu")]
    return keras.Sequential(model + [layers.Dense(1, activation="sigmoid", dtype="float32")])


def vgg16(size):
    model = [layers.Input((size, size, 1))]
    for filters, count in VGG16_BLOCKS:
        model += [convolution(filters, "same") for _ in range(count)]
        model += [layers.MaxPooling2D(2)]
    model += [layers.Flatten()] + [layers.Dense(4096, activation="relu") for _ in range(2)]
    return keras.Sequential(model + [layers.Dense(1, activation="sigmoid", dtype="float32")])


task = Task(sys.argv[1])
if task.is_mixed:
    keras.mixed_precision.set_global_policy("mixed_bfloat16")
model = (cnn4 if task.model == "cnn4" else vgg16)(task.size)
model.set_weights(list(task.weights([weight.shape for weight in model.weights])))
adam = keras.optimizers.Adam(task.learning_rate, epsilon=task.epsilon)
model.compile(optimizer=adam, loss="binary_crossentropy")


def step(index):
    model.reset_metrics()
    batch = task.batch(index)
    return float(model.train_on_batch(task.images[batch], task.labels[batch]))


def fit():
    order = np.arange(task.steps * BATCH) % (COMPARED * BATCH)
    images, labels = task.images[order], task.labels[order]
    model.fit(images, labels, batch_size=BATCH, epochs=1, shuffle=False, verbose=0)


measure(task, step, fit)
