import type { BidirectionalLayer, Weights } from "@rivulet/engine";
import { namedTensors } from "../convert-layer.ts";
import { type Fields, field, isFields, objectField } from "./fields.ts";
import type { KerasArray, KerasFile } from "./keras-file.ts";
import { type KerasLayer, kerasLayer } from "./keras-layer.ts";
import { arrayCount, type RecurrentOptions, recurrentLayer, recurrentOptions } from "./recurrent-layer.ts";
import { damaged, short, unsupported } from "./refuse.ts";

const merges: Readonly<Record<string, NonNullable<BidirectionalLayer["merge"]>>> = {
  concat: "concat",
  sum: "sum",
  mul: "multiply",
  ave: "average",
};

export interface ImportedBidirectional {
  readonly config: BidirectionalLayer;
  /** At the layer's path `layers.l`. */
  readonly tensors: (path: string) => Weights;
  readonly options: RecurrentOptions;
}

/** @throws RivuletError IMPORT_UNSUPPORTED, FILE_DAMAGED, WEIGHTS_INVALID */
export function bidirectionalLayer(
  file: KerasFile,
  { config, name }: KerasLayer,
  arrays: readonly KerasArray[],
): ImportedBidirectional {
  const mode = field(config, "merge_mode") ?? null;
  if (typeof mode !== "string" || !Object.hasOwn(merges, mode)) {
    const expected = `${Object.keys(merges).join(", ")} as merge_mode of Bidirectional ${short(name)}`;
    throw unsupported(expected, short(mode));
  }
  const inner = kerasLayer(objectField(config, "layer", "Bidirectional"));
  const outer = field(config, "backward_layer");
  const other = isFields(outer) ? kerasLayer(outer) : { ...inner, config: reversed(inner.config) };
  const options = recurrentOptions(inner);
  const opposite = recurrentOptions(other);
  if (options.goesBackwards || !opposite.goesBackwards) {
    throw unsupported(`Bidirectional ${short(name)} of a layer that goes forward and one that goes backward`, "others");
  }
  if (options.returnsSequences !== opposite.returnsSequences) {
    throw damaged(`one return_sequences of both layers of Bidirectional ${short(name)}`, "two");
  }
  const count = arrayCount(inner);
  const forward = recurrentLayer(file, inner, arrays.slice(0, count), "forward");
  // `direction` is the bidirectional layer's to say.
  const backward = recurrentLayer(file, other, arrays.slice(count), "forward");
  return {
    config: { cell: "bidirectional", forward: forward.config, backward: backward.config, merge: merges[mode] },
    tensors: (path) => ({
      ...namedTensors(`${path}.forward`, forward),
      ...namedTensors(`${path}.backward`, backward),
    }),
    options,
  };
}

/** Keras makes the backward layer from the forward one where none is given. */
function reversed(config: Fields): Fields {
  return { ...config, go_backwards: true };
}
