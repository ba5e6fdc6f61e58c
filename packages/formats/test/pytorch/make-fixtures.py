"""Writes the fixtures of the PyTorch import: state_dicts as torch.save and safetensors have them, and what the modules
answer. Needs torch (made with 1.13 on Debian: apt-get install python3-torch) and numpy. Run it here; the files are
committed, so that the tests need neither."""

import io
import json
import os
import pickle
import zipfile

import torch
from torch import nn

here = os.path.dirname(os.path.abspath(__file__))
STEPS = 5


class Net(nn.Module):
    """Each step through the modules one after the other; `squash` of every linear layer but the last."""

    def __init__(self, squash=torch.relu, **modules):
        super().__init__()
        self.squash = squash
        for name, module in modules.items():
            setattr(self, name, module)

    def forward(self, x):
        modules = list(self.children())
        for module in modules:
            x = module(x)
            if isinstance(x, tuple):
                x = x[0]
            elif isinstance(module, nn.Linear) and module is not modules[-1]:
                x = self.squash(x)
        return x


def dense(size):
    return torch.randn(STEPS, 1, size)


def ids(rows):
    return torch.randint(rows, (STEPS, 1))


CASES = {
    "rnn-tanh": (lambda: Net(rnn=nn.RNN(3, 4)), dense(3)),
    "rnn-relu": (lambda: Net(rnn=nn.RNN(3, 4, num_layers=2, nonlinearity="relu"), fc=nn.Linear(4, 2)), dense(3)),
    "gru": (lambda: Net(gru=nn.GRU(3, 4, num_layers=2), fc=nn.Linear(4, 2)), dense(3)),
    "gru-bidirectional": (lambda: Net(gru=nn.GRU(3, 4, num_layers=2, bidirectional=True), fc=nn.Linear(8, 2)), dense(3)),
    "lstm-tagger": (
        lambda: Net(embedding=nn.Embedding(7, 3), lstm=nn.LSTM(3, 5, num_layers=2), fc=nn.Linear(5, 4)),
        ids(7),
    ),
    "lstm-projection": (lambda: Net(lstm=nn.LSTM(3, 5, num_layers=2, proj_size=2), fc=nn.Linear(2, 3)), dense(3)),
    "lstm-bidirectional-projection": (
        lambda: Net(lstm=nn.LSTM(3, 5, proj_size=2, bidirectional=True, bias=False), fc=nn.Linear(4, 3, bias=False)),
        dense(3),
    ),
    "vertical": (
        lambda: Net(embedding=nn.Embedding(7, 3), lstm=nn.LSTM(3, 5), up=nn.Linear(5, 6), fc=nn.Linear(6, 4)),
        ids(7),
    ),
}


def numbers(tensor):
    return tensor.double().flatten().tolist()


def save(value, name, **options):
    torch.save(value, os.path.join(here, name), **options)


def safetensors(state, path):
    entries, blobs, at = {}, [], 0
    for name, tensor in sorted(state.items()):
        blob = tensor.contiguous().numpy().tobytes()
        entries[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + len(blob)]}
        at += len(blob)
        blobs.append(blob)
    header = json.dumps(entries).encode()
    with open(path, "wb") as file:
        file.write(len(header).to_bytes(8, "little") + header + b"".join(blobs))


def rewritten(name, source, change):
    """The zip file `source` with every record changed by `change(record name, bytes)`; None leaves it out."""
    with zipfile.ZipFile(os.path.join(here, source)) as old, zipfile.ZipFile(os.path.join(here, name), "w") as new:
        for entry in old.infolist():
            record = change(entry.filename, old.read(entry))
            if record is not None:
                new.writestr(entry.filename, record)


def main():
    torch.manual_seed(4)
    answers = {}
    for name, (make, x) in CASES.items():
        net = make()
        with torch.no_grad():
            y = net(x)
        answers[name] = {"x": x.squeeze(1).tolist(), "y": y.squeeze(1).double().tolist()}
        save(net.state_dict(), f"{name}.pt")
    net = CASES["lstm-tagger"][0]()
    state = torch.load(os.path.join(here, "lstm-tagger.pt"))
    net.load_state_dict(state)
    save({"epoch": 3, "loss": 0.25, "model_state_dict": state, "best": None}, "nested.pth")
    save({f"module.model.{key}": nn.Parameter(value) for key, value in state.items()}, "prefixed.pt")
    save(state, "protocol-4.pt", pickle_protocol=4)
    save(state, "legacy.pt", _use_new_zipfile_serialization=False)
    save({key: value.double() for key, value in state.items()}, "double.pt")
    save({key: value.half() for key, value in state.items()}, "half.pt")
    save({key: value.bfloat16() for key, value in state.items()}, "bfloat16.pt")
    save({key: value.long() for key, value in state.items()}, "integers.pt")
    # All tensors in one storage, matrices column by column: offsets and strides are not those of a whole tensor.
    one = torch.cat([value.t().flatten() for value in state.values()])
    views, at = {}, 0
    for key, value in state.items():
        view = one[at : at + value.numel()]
        views[key] = view.view(value.shape[::-1]).t() if value.dim() == 2 else view
        at += value.numel()
    save(views, "shared.pt")
    safetensors(state, os.path.join(here, "lstm-tagger.safetensors"))
    swap = lambda record: b"".join(record[i : i + 4][::-1] for i in range(0, len(record), 4))
    rewritten("big-endian.pt", "lstm-tagger.pt", lambda entry, record: swap(record) if "/data/" in entry else record)
    with zipfile.ZipFile(os.path.join(here, "big-endian.pt"), "a") as archive:
        archive.writestr("lstm-tagger/byteorder", "big")
    save(net, "whole-module.pt")
    with open(os.path.join(here, "answers.json"), "w") as file:
        json.dump(answers, file)
        file.write("\n")


if __name__ == "__main__":
    main()
