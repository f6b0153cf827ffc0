"""A small CNN in PyTorch as a trainer of `hemoleak grid`: scikit_learn_ladder.py has the commands.

--trainer 'cnn=python examples/pytorch_ladder.py STORE {split} {predictions} {seed} {threads}'
"""

import csv
import sys

import numpy as np
import torch
from torch import nn

store, split, predictions, seed, threads = sys.argv[1:]
torch.manual_seed(int(seed))
torch.set_num_threads(int(threads))
with open(split, newline="") as file:
    rows = list(csv.DictReader(file))
number, label = (np.array([int(row[name]) for row in rows]) for name in ("row", "label"))
train = torch.tensor([i for i, row in enumerate(rows) if row["set"] == "train"])
files = {name: np.load(f"{store}/{name}") for name in {row["npy"] for row in rows}}
images = np.stack([files[row["npy"]][int(row["npy_row"])] for row in rows])
x, y = torch.from_numpy(images).unsqueeze(1) / 255, torch.from_numpy(label).float()

layers, channels = [], 1
for filters in (16, 32, 64):
    layers += [nn.Conv2d(channels, filters, 3), nn.ReLU(), nn.MaxPool2d(2)]
    channels = filters
cnn = nn.Sequential(*layers, nn.Flatten(), nn.LazyLinear(64), nn.ReLU(), nn.Linear(64, 1))
cnn(x[:1])  # gives the lazy layer its size
adam = torch.optim.Adam(cnn.parameters(), 1e-3)
for _ in range(12):
    for batch in train[torch.randperm(len(train))].split(32):
        adam.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(cnn(x[batch])[:, 0], y[batch]).backward()
        adam.step()
with torch.no_grad():
    score = torch.cat([cnn(part)[:, 0] for part in x.split(256)]).numpy()
table = np.column_stack([number, label, score])
np.savetxt(predictions, table, "%.17g", ",", header="row,label,score", comments="")
