"""Writes the Keras files beside this script, with inputs and the outputs that Keras gave for them.

Needs Keras 3 with a backend (made with Keras 3.15.1, TensorFlow 2.21.0, h5py 3.14.0):
    KERAS_BACKEND=tensorflow python make-fixtures.py
Those with reversed outputs and those without a merge were made with JAX 0.10.2 as the backend.
`keras2-*.h5` are the same networks in the layout of tf.keras 2 (its configuration, its names of weights), for which
outputs are the same: Keras 2 is not needed.
"""

import json
import os

import h5py
import keras
import numpy as np
from keras import layers as L

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(5)


def randomised(model):
    """Weights far from their initial values, biases included."""
    model.set_weights([random.uniform(-0.8, 0.8, w.shape).astype("float32") for w in model.get_weights()])
    return model


def tagger():
    return keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            L.Embedding(11, 3, name="words"),
            L.Dropout(0.5),
            L.Bidirectional(L.LSTM(4, return_sequences=True)),
            L.GRU(5, return_sequences=True),
            L.TimeDistributed(L.Dense(3, activation="softmax")),
        ]
    )


def many_to_one():
    """A functional chain; two layers of one class, whose names in the file of weights are counted."""
    x = keras.Input((7, 2))
    h = L.GRU(4, reset_after=False, return_sequences=True)(x)
    h = L.GRU(3, activation="relu", use_bias=False, return_sequences=False)(h)
    h = L.Dense(4, activation="relu")(h)
    y = L.Dense(1, activation="sigmoid")(h)
    return keras.Model(x, y, name="sentiment")


def merged(mode, one):
    return keras.Sequential(
        [
            keras.Input((6, 3)),
            L.Bidirectional(L.SimpleRNN(4, return_sequences=not one), merge_mode=mode, name="both"),
            L.Dense(2),
            L.Activation("tanh"),
        ]
    )


def backwards():
    return keras.Sequential(
        [keras.Input((5, 2)), L.LSTM(3, go_backwards=True, unit_forget_bias=False), L.Dense(2, activation="softmax")]
    )


def stacked():
    """A dense layer below, two recurrent ones, a dense layer with its activation apart."""
    return keras.Sequential(
        [
            keras.Input((4, 3), batch_size=1),
            L.Dense(5, activation="tanh"),
            L.LSTM(4, return_sequences=True, stateful=True, recurrent_activation="hard_sigmoid"),
            L.SimpleRNN(3, return_sequences=True, activation="linear"),
            L.Dense(2, activation="softplus"),
        ]
    )


def backwards_twice():
    """What goes backward over the outputs of what goes backward goes forward."""
    return keras.Sequential(
        [
            keras.Input((5, 2)),
            L.Masking(0.0),
            L.GRU(3, go_backwards=True, return_sequences=True),
            L.SimpleRNN(4, go_backwards=True, return_sequences=True),
            L.Dense(2, activation="softmax"),
        ]
    )


def backwards_sequence():
    return keras.Sequential([keras.Input((4, 2)), L.LSTM(3, go_backwards=True, return_sequences=True)])


def both(mode, many, units=(3, 2), first_goes_backwards=False):
    """Two directions, of unequal length where Keras can build what is above."""
    first, second = (
        L.GRU(size, return_sequences=many, go_backwards=back)
        for size, back in zip(units, (first_goes_backwards, not first_goes_backwards))
    )
    return L.Bidirectional(first, merge_mode=mode, backward_layer=second)


def both_over_backwards(mode, many):
    """What Bidirectional calls forward goes backward in time."""
    return keras.Sequential(
        [
            keras.Input((5, 2)),
            L.LSTM(3, go_backwards=True, return_sequences=True),
            L.Dense(4, activation="tanh"),
            both("concat", True, (3, 3)),
            both(mode, many, (2, 2)),
            L.Dense(2, activation="softmax"),
        ]
    )


def both_on_top():
    return keras.Sequential(
        [keras.Input((5, 2)), L.SimpleRNN(3, go_backwards=True, return_sequences=True), both("concat", True)]
    )


def both_from_behind(many):
    return keras.Sequential(
        [
            keras.Input((5, 2)),
            both("concat", True, (3, 3), True),
            L.LSTM(3, return_sequences=True),
            L.Activation("tanh"),
            both("concat", True, (2, 2)),
            both("concat", many, (2, 3), True),
        ]
    )


def no_merge(many):
    x = keras.Input((5, 2))
    return keras.Model(x, both(None, many)(x))


def no_merge_over_backwards():
    return keras.Sequential(
        [keras.Input((5, 2)), L.LSTM(3, go_backwards=True, return_sequences=True), both(None, True)]
    )


def swapped_outputs():
    x = keras.Input((5, 2))
    forward, backward = both(None, True)(x)
    return keras.Model(x, [backward, forward])


def half():
    x = keras.Input((5, 2))
    forward, _ = both(None, True)(x)
    return keras.Model(x, L.Dropout(0.5)(forward))


def convolution():
    return keras.Sequential([keras.Input((8, 2)), L.Conv1D(3, 2), L.LSTM(3)])


def branched():
    x = keras.Input((4, 3))
    h = L.LSTM(3, return_sequences=True)(x)
    return keras.Model(x, L.Add()([x, h]))


def save(name, model, inputs, formats=("keras", "h5")):
    model = randomised(model)
    for suffix in formats:
        model.save(os.path.join(here, f"{name}.{suffix}"))
    outputs = model.predict(inputs, verbose=0, batch_size=1)
    said = [one[0].tolist() for one in outputs] if isinstance(outputs, (list, tuple)) else outputs[0].tolist()
    case = {"inputs": inputs[0].tolist(), "outputs": said}
    with open(os.path.join(here, f"{name}.json"), "w") as file:
        json.dump(case, file)


def fresh(name):
    """A file whose layers are named from one again."""
    keras.utils.clear_session()
    return name


def dense(steps, size):
    return random.normal(size=(1, steps, size)).astype("float32")


def keras2(name):
    """`name.h5` of Keras 3 as tf.keras 2 wrote it."""
    path = os.path.join(here, f"keras2-{name}.h5")
    with h5py.File(os.path.join(here, f"{name}.h5")) as old, h5py.File(path, "w") as new:
        config = json.loads(old.attrs["model_config"])
        new.attrs["keras_version"] = b"2.15.0"
        new.attrs["backend"] = b"tensorflow"
        new.attrs["model_config"] = json.dumps(keras2_config(config)).encode()
        weights = new.create_group("model_weights")
        weights.attrs["layer_names"] = old["model_weights"].attrs["layer_names"]
        weights.attrs["backend"] = b"tensorflow"
        weights.attrs["keras_version"] = b"2.15.0"
        for layer in old["model_weights"]:
            if layer == "top_level_model_weights":
                continue
            group = weights.create_group(layer)
            names = []
            for weight in old["model_weights"][layer].attrs["weight_names"]:
                weight = weight.decode() if isinstance(weight, bytes) else weight
                # Keras 3 writes "sequential/lstm/lstm_cell/kernel", Keras 2 "lstm/lstm_cell/kernel:0"
                path = "/".join(weight.split("/")[1:]) if weight.startswith(("sequential", "sentiment")) else weight
                names.append(f"{path}:0".encode())
                group.create_dataset(f"{path}:0", data=old["model_weights"][layer][weight])
            group.attrs["weight_names"] = names


def keras2_config(config):
    """Without `module` and `registered_name`, with batch_input_shape and inbound_nodes as lists."""
    if isinstance(config, list):
        return [keras2_config(item) for item in config]
    if not isinstance(config, dict):
        return config
    result = {key: keras2_config(value) for key, value in config.items() if key not in ("module", "registered_name", "build_config")}
    if "batch_shape" in result:
        result["batch_input_shape"] = result.pop("batch_shape")
    if isinstance(result.get("dtype"), dict):
        result["dtype"] = "float32"
    if "inbound_nodes" in config:
        result["inbound_nodes"] = [
            [[item["config"]["keras_history"][0], 0, 0, {}] for item in node["args"]] for node in config["inbound_nodes"]
        ]
    for edge in ("input_layers", "output_layers"):
        if edge in config:
            result[edge] = [config[edge]]
    return result


if __name__ == "__main__":
    save(fresh("tagger"), tagger(), random.integers(0, 11, (1, 9)).astype("int32"))
    save(fresh("many-to-one"), many_to_one(), dense(7, 2))
    for mode in ("concat", "sum", "mul", "ave"):
        save(fresh(f"merge-{mode}"), merged(mode, False), dense(6, 3), ("keras",))
    save(fresh("merge-one"), merged("concat", True), dense(6, 3), ("keras",))
    save(fresh("backwards"), backwards(), dense(5, 2))
    save(fresh("stacked"), stacked(), dense(4, 3))
    save(fresh("backwards-twice"), backwards_twice(), dense(5, 2), ("keras",))
    for name in ("tagger", "many-to-one", "backwards"):
        keras2(name)
    save(fresh("backwards-sequence"), backwards_sequence(), dense(4, 2), ("keras",))
    for mode in ("concat", "sum"):
        save(fresh(f"over-backwards-{mode}"), both_over_backwards(mode, True), dense(5, 2), ("keras",))
    save(fresh("over-backwards-one"), both_over_backwards("concat", False), dense(5, 2), ("keras",))
    save(fresh("over-backwards-top"), both_on_top(), dense(5, 2), ("keras",))
    save(fresh("from-behind"), both_from_behind(True), dense(5, 2), ("keras",))
    save(fresh("from-behind-one"), both_from_behind(False), dense(5, 2), ("keras",))
    save(fresh("no-merge"), no_merge(True), dense(5, 2), ("keras", "h5"))
    save(fresh("no-merge-one"), no_merge(False), dense(5, 2), ("keras",))
    save(fresh("no-merge-over-backwards"), no_merge_over_backwards(), dense(5, 2), ("keras",))
    for refused in (swapped_outputs, half, convolution, branched):
        name = f"refused-{refused.__name__.replace('_', '-')}"
        keras.utils.clear_session()
        refused().save(os.path.join(here, f"{name}.keras"))
