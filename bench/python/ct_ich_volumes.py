"""Turns CT-ICH 1.0.0 (8-bit JPEG of the brain window) into volumes in HU: `ct_ich_volumes.py FROM TO`.

Writes one NIfTI a patient and `slices.csv`, in which every slice carries its patient's label, as in the
paper. Gray 0 to 255 is -20 to 100 HU (level 40, width 120); 0 becomes air.
"""

import csv
import os
import struct
import sys

import numpy as np
from PIL import Image

TYPES = {
    "IPH": "Intraparenchymal",
    "IVH": "Intraventricular",
    "SDH": "Subdural",
    "EDH": "Epidural",
    "SAH": "Subarachnoid",
}
LOWEST, WIDTH, AIR = -20, 120, -1000
# In mm; the data paper gives slices of 5 mm, the pixels' size is that of a usual head scan.
PIXEL, THICKNESS = 0.45, 5


def volume_of(folder):
    """The patient's images in the order of their numbers, in HU."""
    numbers = sorted(int(os.path.splitext(name)[0]) for name in os.listdir(folder))
    paths = [os.path.join(folder, f"{number}.jpg") for number in numbers]
    gray = np.stack([np.asarray(Image.open(path).convert("L")) for path in paths])
    hounsfield = np.round(gray / np.float32(255) * WIDTH + LOWEST).astype("<i2")
    hounsfield[gray == 0] = AIR
    return hounsfield


def nifti(volume):
    """A NIfTI-1 file (https://nifti.nimh.nih.gov/nifti-1), its axes those of a scan head first."""
    slices, rows, columns = volume.shape
    header = bytearray(348)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, 3, columns, rows, slices, 1, 1, 1, 1)
    struct.pack_into("<2h", header, 70, 4, 16)  # int16
    struct.pack_into("<8f", header, 76, 1, PIXEL, PIXEL, THICKNESS, 1, 1, 1, 1)
    struct.pack_into("<2f", header, 108, 352, 1)  # where the voxels begin, slope
    header[123] = 2  # mm
    struct.pack_into("<h", header, 254, 1)
    struct.pack_into("<4f", header, 280, -PIXEL, 0, 0, 0)
    struct.pack_into("<4f", header, 296, 0, -PIXEL, 0, 0)
    struct.pack_into("<4f", header, 312, 0, 0, THICKNESS, 0)
    header[344:348] = b"n+1\0"
    return bytes(header) + bytes(4) + volume.tobytes()


def main(source, target):
    os.makedirs(target, exist_ok=True)
    with open(os.path.join(source, "hemorrhage_diagnosis.csv"), encoding="utf-8-sig") as file:
        diagnoses = list(csv.DictReader(file))
    columns = ["path", "subject", "study", "label", "frame", *TYPES]
    rows = []
    for subject in sorted(os.listdir(os.path.join(source, "Patients_CT"))):
        own = [row for row in diagnoses if int(row["PatientNumber"]) == int(subject)]
        types = {short: int(any(row[long] == "1" for row in own)) for short, long in TYPES.items()}
        volume = volume_of(os.path.join(source, "Patients_CT", subject, "brain"))
        with open(os.path.join(target, f"{subject}.nii"), "wb") as file:
            file.write(nifti(volume))
        one = {"path": f"{subject}.nii", "subject": subject, "study": subject}
        rows += [
            {**one, "label": int(any(types.values())), "frame": frame, **types}
            for frame in range(len(volume))
        ]
    with open(os.path.join(target, "slices.csv"), "w", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


main(*sys.argv[1:])
