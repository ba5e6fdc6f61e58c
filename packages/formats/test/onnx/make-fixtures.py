"""Writes the models of this folder and answers.json: what PyTorch gives for them.

    pip install torch onnx onnxscript && python make-fixtures.py

Each model is exported by both of PyTorch's exporters (NAME.script.onnx, NAME.dynamo.onnx).
"""
import json
import pathlib
import warnings

import onnx
import torch
from torch import nn

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
STEPS, BATCH, IDS, SIZE, HIDDEN, LABELS = 5, 2, 11, 4, 3, 6


class Tagger(nn.Module):
    """Embedding, two LSTM layers, log-softmax; batch first."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(IDS, SIZE)
        self.lstm = nn.LSTM(SIZE, HIDDEN, num_layers=2, batch_first=True, dropout=0.5)
        self.head = nn.Linear(HIDDEN, LABELS)

    def forward(self, ids):
        return torch.log_softmax(self.head(self.lstm(self.embedding(ids))[0]), -1)


class BidirectionalTagger(nn.Module):
    """Two bidirectional GRU layers, a vertical layer, softmax; time first."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(SIZE, HIDDEN, num_layers=2, bidirectional=True)
        self.vertical = nn.Linear(2 * HIDDEN, 5)
        self.head = nn.Linear(5, LABELS)

    def forward(self, x):
        return torch.softmax(self.head(torch.relu(self.vertical(self.gru(x)[0]))), -1)


class LanguageModel(nn.Module):
    """The state of two LSTM layers goes in and comes out; the embedding is the head's matrix too."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(IDS, HIDDEN)
        self.lstm = nn.LSTM(HIDDEN, HIDDEN, num_layers=2)
        self.head = nn.Linear(HIDDEN, IDS)
        self.head.weight = self.embedding.weight

    def forward(self, ids, h, c):
        y, (h, c) = self.lstm(self.embedding(ids), (h, c))
        return self.head(y), h, c


class LastState(nn.Module):
    """Many to one by h_n of the top layer."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(SIZE, HIDDEN, num_layers=2, nonlinearity="relu", batch_first=True)
        self.head = nn.Linear(HIDDEN, 1)

    def forward(self, x):
        return torch.sigmoid(self.head(self.rnn(x)[1][-1])).squeeze(-1)


class LastStep(nn.Module):
    """Many to one by the last step of the output, and the best class."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(SIZE, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, LABELS)

    def forward(self, x):
        return self.head(self.gru(x)[0][:, -1]).argmax(-1)


class BothEnds(nn.Module):
    """Many to one by the last states of both directions."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(SIZE, HIDDEN, bidirectional=True, batch_first=True)
        self.head = nn.Linear(2 * HIDDEN, LABELS)

    def forward(self, x):
        h = self.lstm(x)[1][0]
        return self.head(torch.cat((h[-2], h[-1]), dim=1))


class Mixed(nn.Module):
    """Two embeddings and dense numbers side by side, a residual layer, two heads."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(IDS, SIZE)
        self.shapes = nn.Embedding(3, 2)
        self.lower = nn.LSTM(SIZE + 2 + 2, HIDDEN)
        self.upper = nn.GRU(HIDDEN, HIDDEN)
        self.tags = nn.Linear(HIDDEN, LABELS)
        self.flag = nn.Linear(HIDDEN, 1)

    def forward(self, words, shapes, dense):
        x, _ = self.lower(torch.cat((self.words(words), self.shapes(shapes), dense), -1))
        y = x + self.upper(x)[0]
        return torch.softmax(self.tags(y), -1), torch.sigmoid(self.flag(y))


class TrainedState(nn.Module):
    """A first state that is a parameter."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(SIZE, HIDDEN)
        self.first = nn.Parameter(torch.randn(1, 1, HIDDEN))
        self.head = nn.Linear(HIDDEN, LABELS)

    def forward(self, x):
        return self.head(self.gru(x, self.first.expand(1, x.shape[1], HIDDEN).contiguous())[0])


class BatchTakenForTime(nn.Module):
    """Refused: the lower layer takes the axes the other way round."""

    def __init__(self):
        super().__init__()
        self.lower = nn.LSTM(SIZE, HIDDEN, batch_first=True)
        self.upper = nn.LSTM(HIDDEN, HIDDEN)

    def forward(self, x):
        return self.upper(self.lower(x)[0])[0]


class MeanOfSteps(nn.Module):
    """Refused: an operator without a counterpart."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(SIZE, HIDDEN, batch_first=True)

    def forward(self, x):
        return self.gru(x)[0].mean(1)


def ids(count=IDS, batch_first=False):
    return torch.randint(count, (BATCH, STEPS) if batch_first else (STEPS, BATCH))


def vectors(batch_first=False, size=SIZE):
    return torch.randn((BATCH, STEPS, size) if batch_first else (STEPS, BATCH, size))


def without_notes(model):
    """Without what the exporters tell of the machine and of the source they ran."""
    graph = model.graph
    del model.metadata_props[:], graph.metadata_props[:]
    for part in (*graph.node, *graph.initializer, *graph.input, *graph.output, *graph.value_info):
        del part.metadata_props[:]
        part.doc_string = ""
    del graph.value_info[:]
    return model


def make(name, module, inputs, time_axes, batch_axes):
    """time_axes, batch_axes: of each input, None where it has no such axis."""
    module.eval()
    names = [f"input{i}" for i in range(len(inputs))]
    shapes = [
        {axis: extent for axis, extent in ((time, "time"), (batch, "batch")) if axis is not None}
        for time, batch in zip(time_axes, batch_axes)
    ]
    torch.onnx.export(module, inputs, HERE / f"{name}.script.onnx", dynamo=False, opset_version=17,
                      input_names=names, dynamic_axes=dict(zip(names, shapes)))
    dims = {"time": torch.export.Dim("time", min=2), "batch": torch.export.Dim("batch", min=2)}
    dynamic = tuple({axis: dims[extent] for axis, extent in shape.items()} for shape in shapes)
    program = torch.onnx.export(module, inputs, dynamo=True, input_names=names, dynamic_shapes=dynamic, verbose=False)
    program.save(HERE / f"{name}.dynamo.onnx", external_data=False)
    for path in HERE.glob(f"{name}.*.onnx"):
        onnx.save(without_notes(onnx.load(path)), path)
    with torch.no_grad():
        outputs = module(*inputs)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    tensor = lambda value: {"dims": list(value.shape), "data": value.flatten().tolist()}
    return {"inputs": {n: tensor(v) for n, v in zip(names, inputs)}, "outputs": [tensor(v) for v in outputs]}


def main():
    torch.manual_seed(1)
    state = lambda: torch.randn(2, BATCH, HIDDEN)
    answers = {
        "tagger": make("tagger", Tagger(), (ids(batch_first=True),), [1], [0]),
        "bidirectional-tagger": make("bidirectional-tagger", BidirectionalTagger(), (vectors(),), [0], [1]),
        "language-model": make("language-model", LanguageModel(), (ids(), state(), state()), [0, None, None], [1, 1, 1]),
        "last-state": make("last-state", LastState(), (vectors(True),), [1], [0]),
        "last-step": make("last-step", LastStep(), (vectors(True),), [1], [0]),
        "both-ends": make("both-ends", BothEnds(), (vectors(True),), [1], [0]),
        "mixed": make("mixed", Mixed(), (ids(), ids(3), vectors(size=2)), [0, 0, 0], [1, 1, 1]),
        "trained-state": make("trained-state", TrainedState(), (vectors(),), [0], [1]),
    }
    make("refused-axes", BatchTakenForTime(), (vectors(True),), [1], [0])
    make("refused-mean", MeanOfSteps(), (vectors(True),), [1], [0])
    (HERE / "answers.json").write_text(json.dumps(answers))


main()
