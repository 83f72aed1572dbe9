# SPDX-License-Identifier: MIT
"""PyTorch: eager and compiled, both memory formats; the fastest of the four."""
import itertools
import os

from peer import Unsupported, main

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")


def load(task):
    if task.work == "epoch":
        raise Unsupported("an epoch is compared with Keras's only")
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", os.path.join(os.path.abspath(task.folder), "inductor"))
    import torch
    torch.set_num_threads(task.threads)
    torch.set_num_interop_threads(1)
    task.version = f"PyTorch {torch.__version__}"
    task.parameters = sum(parameter.numel() for parameter in make_model(torch, task).parameters())
    formats = {"": torch.contiguous_format}
    if len(task.shape) == 3:
        formats[", channels last"] = torch.channels_last
    return [(how + name, lambda how=how, memory=memory: way(torch, task, how == "compiled", memory))
            for how in ("eager", "compiled") for name, memory in formats.items()]


def make_model(torch, task):
    """Without the last activation: PyTorch's losses contain it, and way() adds it to predict."""
    from networks import walk
    nn = torch.nn
    make = {"conv": lambda before, filters, window, padding: nn.Conv2d(before[-1], filters, window, padding=padding),
            "max": lambda before, window: nn.MaxPool2d(window),
            "average": lambda before, window: nn.AvgPool2d(window),
            "flatten": lambda before: nn.Flatten(),
            "dense": lambda before, units: nn.Linear(before[0], units),
            "relu": lambda before: nn.ReLU(),
            "tanh": lambda before: nn.Tanh()}
    return nn.Sequential(*(make[name](before, *rest) for (name, *rest), before in walk(task.shape, task.layers[:-1])))


def way(torch, task, compiled, memory):
    model = make_model(torch, task)
    if len(task.shape) == 3:
        model = model.to(memory_format=memory)
    batches = []
    for x, y in task.batches():
        x, y = torch.from_numpy(x), torch.from_numpy(y)
        if len(task.shape) == 3:
            x = x.permute(0, 3, 1, 2).contiguous(memory_format=memory)
        batches.append((x, y.float()[:, None] if task.classes == 1 else y))
    batches = itertools.cycle(batches)
    return (train if task.work == "step" else predict)(torch, task, model, batches, compiled)


def train(torch, task, model, batches, compiled):
    loss_function = torch.nn.BCEWithLogitsLoss() if task.classes == 1 else torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    forward = lambda x, y: loss_function(model(x), y)
    if compiled:
        forward = torch.compile(forward)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = forward(*next(batches))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def predict(torch, task, model, batches, compiled):
    model = torch.nn.Sequential(model, torch.nn.Sigmoid() if task.classes == 1 else torch.nn.Softmax(1)).eval()
    if compiled:
        model = torch.compile(model)

    def run():
        with torch.inference_mode():
            return model(next(batches)[0]).numpy()

    return run


if __name__ == "__main__":
    main(load)
