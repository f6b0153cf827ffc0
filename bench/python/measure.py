"""Preprocesses files over and over, as it is told, and says what each time took.

    python measure.py PIPELINE DECODER WORKERS OUT SERIES FILE...

For every line on standard input all files are preprocessed, as so many series, into OUT0.npy,
OUT1.npy, ..., and a line of JSON tells the wall-clock and CPU seconds. A first line of JSON says that
all is warm and ready.
"""

import json
import multiprocessing
import sys
import time

import cv2
import numpy as np

from pipelines import preprocess


def on_one_thread():
    """Keeps OpenCV from starting threads of its own: the processes share the cores."""
    cv2.setNumThreads(1)


def timed(task):
    """An image, and the CPU time that it took."""
    start = time.process_time()
    image = preprocess(*task)
    return image, time.process_time() - start


def alone(tasks):
    """Preprocesses in this process, whose own CPU time is all there is."""
    return ((preprocess(*task), 0) for task in tasks)


def measure(run, tasks, out, series):
    wall, cpu = time.perf_counter(), time.process_time()
    images, seconds = zip(*run(tasks * series))
    for i in range(series):
        np.save(f"{out}{i}.npy", np.stack(images[i * len(tasks) : (i + 1) * len(tasks)]))
    return {
        "wallSeconds": time.perf_counter() - wall,
        "cpuSeconds": time.process_time() - cpu + sum(seconds),
    }


def serve(run, tasks, out, series):
    measure(run, tasks, out, 1)
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(measure(run, tasks, out, series)), flush=True)


def main():
    pipeline, decoder, workers, out, series, *files = sys.argv[1:]
    tasks = [(path, pipeline, decoder) for path in files]
    if int(workers) == 1:
        on_one_thread()
        serve(alone, tasks, out, int(series))
    else:
        with multiprocessing.Pool(int(workers), initializer=on_one_thread) as pool:
            serve(lambda some: pool.imap(timed, some, chunksize=4), tasks, out, int(series))


if __name__ == "__main__":
    main()
