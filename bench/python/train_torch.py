"""Trains a task of `bench/training.ts` with PyTorch: `train_torch.py FOLDER [compile]`."""

import sys

import torch
from torch import nn

from training_task import VGG16_BLOCKS, Task, measure


class FlattenAsKeras(nn.Module):
    """Channels last, which in that memory format moves nothing."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def cnn4(size):
    side = ((size - 4) // 2 - 4) // 2
    model, channels = [], 1
    for filters in (32, 64):
        for _ in range(2):
            model += [nn.Conv2d(channels, filters, 3), nn.ReLU()]
            channels = filters
        model += [nn.MaxPool2d(2)]
    model += [FlattenAsKeras(), nn.Linear(64 * side * side, 128), nn.ReLU()]
    return nn.Sequential(*model, nn.Linear(128, 1))


def vgg16(size):
    model, channels = [], 1
    for filters, count in VGG16_BLOCKS:
        for _ in range(count):
            model += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
        model += [nn.MaxPool2d(2)]
    model += [FlattenAsKeras(), nn.Linear(512 * (size // 32) ** 2, 4096), nn.ReLU()]
    return nn.Sequential(*model, nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1))


def from_keras(weight):
    """A kernel as PyTorch orders it: outputs first."""
    return weight.transpose(3, 2, 0, 1) if weight.ndim == 4 else weight.T


def as_keras(shape):
    return (*shape[2:], shape[1], shape[0]) if len(shape) == 4 else tuple(reversed(shape))


task = Task(sys.argv[1])
model = (cnn4 if task.model == "cnn4" else vgg16)(task.size)
with torch.no_grad():
    parameters = list(model.parameters())
    weights = task.weights([as_keras(parameter.shape) for parameter in parameters])
    for parameter, weight in zip(parameters, weights):
        parameter.copy_(torch.from_numpy(from_keras(weight).copy()))
model = model.to(memory_format=torch.channels_last)
adam = torch.optim.Adam(model.parameters(), task.learning_rate, eps=task.epsilon)
loss_of = nn.BCEWithLogitsLoss()
images = torch.from_numpy(task.images).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
labels = torch.from_numpy(task.labels)
forward = torch.compile(model) if sys.argv[2:] == ["compile"] else model


def step(index):
    batch = task.batch(index)
    adam.zero_grad(set_to_none=True)
    with torch.autocast("cpu", torch.bfloat16, enabled=task.is_mixed):
        logits = forward(images[batch])
    loss = loss_of(logits.float(), labels[batch])
    loss.backward()
    adam.step()
    return loss.item()


measure(task, step, lambda: [step(index) for index in range(task.steps)])
