"""Preprocesses files as the first pipeline does, but inside masks that are given.

    python with_masks.py DECODER MASKS.npy OUT.npy FILE...
"""

import sys

import numpy as np

from pipelines import PIPELINES, preprocess

decoder, masks, out, *files = sys.argv[1:]
pipeline = next(iter(PIPELINES))
images = [
    preprocess(path, pipeline, decoder, mask.astype(bool))
    for path, mask in zip(files, np.load(masks), strict=True)
]
np.save(out, np.stack(images))
