import { RivuletError } from "@rivulet/errors";
import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import { unzipStored } from "../unzip-stored.ts";
import { parseJson, textField } from "./fields.ts";
import { Hdf5Group } from "./hdf5-group.ts";
import type { KerasArray, KerasFile } from "./keras-file.ts";
import type { KerasLayer } from "./keras-layer.ts";
import { layerChain } from "./layer-chain.ts";
import { damaged, short, unsupported } from "./refuse.ts";

const cell = ["cell/vars"];

/** Where below a layer's own group its arrays lie, by class; of all others in `vars`. */
const placesOf: Readonly<Record<string, readonly string[]>> = {
  SimpleRNN: cell,
  GRU: cell,
  LSTM: cell,
  Bidirectional: ["forward_layer/cell/vars", "backward_layer/cell/vars"],
  TimeDistributed: ["layer/vars"],
};

/**
 * A `.keras` file of Keras 3: a zip file of config.json, metadata.json and model.weights.h5, in which each layer's arrays
 * lie by number in `layers/NAME/…/vars`, NAME being its class in snake case, numbered from the second of a class on.
 *
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, IMPORT_UNSUPPORTED
 */
export function readKerasArchive(bytes: Uint8Array, limits: FileLimits): KerasFile {
  const { fileBytes, headerBytes } = { ...defaultFileLimits, ...limits };
  const sizes = new Map([
    ["metadata.json", headerBytes],
    ["config.json", headerBytes],
    ["model.weights.h5", fileBytes],
  ]);
  const entries = unzipStored(bytes, ({ name, size }) => {
    const most = sizes.get(name);
    if (most === undefined || size <= most) return most !== undefined;
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${most} bytes of ${name}, came ${size}`);
  });
  const entry = (name: string): Uint8Array => {
    const found = entries.get(name);
    if (found === undefined) throw damaged(`${name} in a .keras file`, "none");
    return found;
  };
  const metadata = parseJson(entry("metadata.json"), "metadata.json");
  const version = textField(metadata, "keras_version", "metadata.json");
  if (!/^3\./.test(version))
    throw unsupported("a .keras file of Keras 3, or an .h5 file", `one of Keras ${short(version)}`);
  const layers = layerChain(parseJson(entry("config.json"), "config.json"));
  const root = Hdf5Group.open(entry("model.weights.h5"));
  const names = groupNames(layers);
  const arraysOf = (layer: KerasLayer): readonly KerasArray[] => {
    const places = Object.hasOwn(placesOf, layer.className) ? placesOf[layer.className] : ["vars"];
    return places.flatMap((place) => numberedArrays(root.group(`layers/${names.get(layer)}/${place}`)));
  };
  return { framework: "keras3", layers, arraysOf };
}

/** `lstm`, `lstm_1`, `simple_rnn`, … */
function groupNames(layers: readonly KerasLayer[]): ReadonlyMap<KerasLayer, string> {
  const counts = new Map<string, number>();
  return new Map(
    layers.map((layer) => {
      const name = snakeCase(layer.className);
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return [layer, count === 0 ? name : `${name}_${count}`];
    }),
  );
}

function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function numberedArrays(group: Hdf5Group | undefined): KerasArray[] {
  const arrays: KerasArray[] = [];
  for (let array = group?.array("0"); array !== undefined; array = group?.array(String(arrays.length))) {
    arrays.push(array);
  }
  return arrays;
}
