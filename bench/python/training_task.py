"""What `bench/training.ts` gives each peer to do, and how it is measured."""

import json
import os
import resource
import sys
import time

import numpy as np

BATCH = 32
COMPARED = 20
VGG16_BLOCKS = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]


class Task:
    def __init__(self, folder):
        with open(os.path.join(folder, "task.json")) as file:
            task = json.load(file)
        self.model, self.size, self.steps = task["model"], task["size"], task["steps"]
        self.is_mixed = task.get("precision") == "mixed"
        self.learning_rate, self.epsilon = task["learningRate"], task["epsilon"]
        self._weights = np.fromfile(os.path.join(folder, "weights.bin"), "<f4")
        images = np.fromfile(os.path.join(folder, "images.bin"), "u1")
        self.images = (images / np.float32(255)).reshape(-1, self.size, self.size, 1)
        labels = np.fromfile(os.path.join(folder, "labels.bin"), "u1")
        self.labels = labels.astype("f4").reshape(-1, 1)

    def weights(self, shapes):
        """The initial weights, in the shapes that Keras gives them."""
        at = 0
        for shape in shapes:
            count = int(np.prod(shape))
            yield self._weights[at : at + count].reshape(shape)
            at += count
        assert at == len(self._weights)

    def batch(self, index):
        start = index % COMPARED * BATCH
        return slice(start, start + BATCH)


def measure(task, step, timed):
    """Prints the losses of the first steps and what the timed ones took."""
    losses = [step(index) for index in range(COMPARED)]
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    timed()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    count = task.steps * BATCH
    result = {
        "losses": losses,
        "cpuMillisecondsPerImage": cpu / count * 1000,
        "wallMillisecondsPerImage": wall / count * 1000,
        "peakMegabytes": after.ru_maxrss / 1024,
    }
    print(json.dumps(result))
    sys.stdout.flush()
