"""A small CNN in Keras as a trainer of `hemoleak grid`: scikit_learn_ladder.py has the commands.

--trainer 'cnn=python examples/keras_ladder.py STORE {split} {predictions} {seed}'
"""

import csv
import sys

import keras
import numpy as np
from keras import layers

store, split, predictions, seed = sys.argv[1:]
keras.utils.set_random_seed(int(seed))
with open(split, newline="") as file:
    rows = list(csv.DictReader(file))
number, label = (np.array([int(row[name]) for row in rows]) for name in ("row", "label"))
train, validation = (np.array([row["set"] == name for row in rows]) for name in ("train", "validation"))
files = {name: np.load(f"{store}/{name}") for name in {row["npy"] for row in rows}}
images = np.stack([files[row["npy"]][int(row["npy_row"])] for row in rows])
x = images[..., None] / np.float32(255)

cnn = keras.Sequential([keras.Input(x.shape[1:])])
for filters in (16, 32, 64):
    cnn.add(layers.Conv2D(filters, 3, activation="relu"))
    cnn.add(layers.MaxPooling2D())
for layer in (layers.Flatten(), layers.Dense(64, "relu"), layers.Dense(1, "sigmoid")):
    cnn.add(layer)
cnn.compile("adam", "binary_crossentropy")
stop = keras.callbacks.EarlyStopping(patience=4, restore_best_weights=True)
held = (x[validation], label[validation])
cnn.fit(x[train], label[train], 32, 12, validation_data=held, callbacks=[stop], verbose=2)

score = cnn.predict(x, 256, verbose=0)[:, 0]
table = np.column_stack([number, label, score])
np.savetxt(predictions, table, "%.17g", ",", header="row,label,score", comments="")
