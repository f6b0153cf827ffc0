"""Prints how long each of pydicom's decoders takes for the files, as JSON: seconds of CPU time by name.

    python decoders.py FILE...
"""

import json
import sys
import time

from pipelines import read_hu

DECODERS = ("gdcm", "pylibjpeg")


def seconds(decoder, files):
    for path in files[:4]:
        read_hu(path, decoder)
    start = time.process_time()
    for path in files:
        read_hu(path, decoder)
    return time.process_time() - start


print(json.dumps({decoder: seconds(decoder, sys.argv[1:]) for decoder in DECODERS}))
