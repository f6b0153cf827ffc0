"""Reads DICOM files as pydicom does, and says what came of it: hemoleak's second opinion.

For each path on standard input a line of JSON is printed: for each decoder the shape and the SHA-256
of HU as float32, or null where it refuses the file.
"""

import hashlib
import json
import sys
import warnings

import numpy as np
import pydicom

DECODERS = ("", "gdcm", "pylibjpeg")


def read_hu(path, decoder):
    """HU in float64, every bit taken as the header says."""
    dataset = pydicom.dcmread(path)
    require_known_layout(dataset)
    dataset.pixel_array_options(decoding_plugin=decoder)
    stored = int(dataset.BitsStored)
    values = dataset.pixel_array.astype(np.int64) & ((1 << stored) - 1)
    if dataset.PixelRepresentation == 1:
        values -= (values >> (stored - 1)) << stored
    if "PerFrameFunctionalGroupsSequence" not in dataset:
        return rescale(values, dataset)
    groups = dataset.PerFrameFunctionalGroupsSequence
    transformations = [group.PixelValueTransformationSequence[0] for group in groups]
    return np.stack([rescale(*pair) for pair in zip(values, transformations, strict=True)])


def require_known_layout(dataset):
    """Refuses what pydicom reads in another way than PS3.5 section 8.1.1 has it, and DCMTK.

    It takes the lowest bits whatever HighBit says, and 32-bit pixels of VR OW in big-endian files as whole
    numbers rather than as words of 16 bits.
    """
    is_shifted = dataset.get("HighBit", dataset.BitsStored - 1) != dataset.BitsStored - 1
    is_big_endian = dataset.file_meta.TransferSyntaxUID == pydicom.uid.ExplicitVRBigEndian
    if is_shifted or (is_big_endian and dataset.BitsAllocated == 32):
        raise ValueError("not read as the standard says")


def rescale(values, dataset):
    slope, intercept = dataset.get("RescaleSlope"), dataset.get("RescaleIntercept")
    return values * (1.0 if slope is None else float(slope)) + (
        0.0 if intercept is None else float(intercept)
    )


def opinion(path, decoder):
    try:
        hu = read_hu(path, decoder)
    except Exception:  # Whatever it is: damaged files make pydicom and its decoders throw anything.
        return None
    digest = hashlib.sha256(hu.astype("<f4").tobytes()).hexdigest()
    return {"shape": list(hu.shape), "sha256": digest}


warnings.simplefilter("ignore")
for line in sys.stdin:
    print(json.dumps([opinion(line.strip(), decoder) for decoder in DECODERS]), flush=True)
