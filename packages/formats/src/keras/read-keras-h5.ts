import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import { encodeUtf8 } from "../utf8.ts";
import { parseJson } from "./fields.ts";
import { Hdf5Group } from "./hdf5-group.ts";
import type { KerasArray, KerasFile } from "./keras-file.ts";
import type { KerasLayer } from "./keras-layer.ts";
import { layerChain } from "./layer-chain.ts";
import { damaged, short } from "./refuse.ts";

/**
 * An `.h5` file of a whole model, of Keras 2, tf.keras or Keras 3: the configuration is the attribute `model_config`, and
 * the attribute `weight_names` of `model_weights/LAYER` lists the paths of the layer's arrays in order.
 *
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, IMPORT_UNSUPPORTED
 */
export function readKerasH5(bytes: Uint8Array, limits: FileLimits): KerasFile {
  const { headerBytes } = { ...defaultFileLimits, ...limits };
  const root = Hdf5Group.open(bytes);
  const text = root.attribute("model_config");
  if (typeof text !== "string") throw damaged("an attribute model_config, as of a whole saved model", short(text));
  const version = root.attribute("keras_version");
  const layers = layerChain(parseJson(encodeUtf8(text), "model_config", headerBytes));
  const weights = root.group("model_weights");
  if (weights === undefined) throw damaged("a group model_weights", "none");
  const arraysOf = ({ name }: KerasLayer): readonly KerasArray[] => {
    const group = weights.group(name);
    return group === undefined ? [] : weightNames(group).map((path) => arrayAt(group, path));
  };
  return { framework: typeof version === "string" && version.startsWith("3.") ? "keras3" : "keras2", layers, arraysOf };
}

/** A list too long for one attribute is parted into weight_names0, weight_names1, … */
function weightNames(group: Hdf5Group): string[] {
  const whole = group.attribute("weight_names");
  if (whole !== undefined) return texts(whole);
  const names: string[] = [];
  for (let part = 0; ; part++) {
    const some = group.attribute(`weight_names${part}`);
    if (some === undefined) return names;
    names.push(...texts(some));
  }
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) throw damaged("a list of weight_names", short(value));
  return value.map((item: unknown) => {
    if (typeof item !== "string") throw damaged("texts as weight_names", short(item));
    return item.replace(/\0+$/, ""); // texts of one length are filled up with zeros
  });
}

function arrayAt(group: Hdf5Group, path: string): KerasArray {
  const array = group.array(path);
  if (array === undefined) throw damaged(`an array ${short(path)}`, "none");
  return array;
}
