import { type BidirectionalLayer, outputSize, type Weights } from "@rivulet/engine";
import { namedTensors } from "../convert-layer.ts";
import { type Fields, field, flagField, isFields, objectField } from "./fields.ts";
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
  /** Numbers of Keras's forward and of its backward output, which come first and second in what it concatenates. */
  readonly sizes: readonly [number, number];
  /** Whether Keras gives the two outputs apart. */
  readonly isSplit: boolean;
}

/** Whether the layer is a Bidirectional one with `merge_mode` None, which gives two outputs. */
export function isSplit({ className, config }: KerasLayer): boolean {
  return className === "Bidirectional" && config.merge_mode === null;
}

/**
 * `isReversed`: whether Keras's steps below stand from the last to the first. What it calls forward then goes backward in
 * time, and the other way about. The same if the layer that it calls forward goes backward itself: its outputs stay in the
 * order of its way, and those of the other are turned to that.
 *
 * @throws RivuletError IMPORT_UNSUPPORTED, FILE_DAMAGED, WEIGHTS_INVALID */
export function bidirectionalLayer(
  file: KerasFile,
  layer: KerasLayer,
  arrays: readonly KerasArray[],
  isReversed: boolean,
): ImportedBidirectional {
  const { config, name } = layer;
  const mode = isSplit(layer) ? "concat" : field(config, "merge_mode");
  if (typeof mode !== "string" || !Object.hasOwn(merges, mode)) {
    const expected = `${Object.keys(merges).join(", ")} as merge_mode of Bidirectional ${short(name)}`;
    throw unsupported(expected, short(mode));
  }
  const inner = kerasLayer(objectField(config, "layer", "Bidirectional"));
  const outer = field(config, "backward_layer");
  const other = isFields(outer) ? kerasLayer(outer) : { ...inner, config: reversed(inner.config) };
  const options = recurrentOptions(inner);
  const opposite = recurrentOptions(other);
  if (options.goesBackwards === opposite.goesBackwards) {
    throw unsupported(`Bidirectional ${short(name)} of a layer that goes forward and one that goes backward`, "others");
  }
  if (options.returnsSequences !== opposite.returnsSequences) {
    throw damaged(`one return_sequences of both layers of Bidirectional ${short(name)}`, "two");
  }
  const count = arrayCount(inner);
  // `direction` is the bidirectional layer's to say.
  const first = recurrentLayer(file, inner, arrays.slice(0, count), "forward");
  const second = recurrentLayer(file, other, arrays.slice(count), "forward");
  const [forward, backward] = isReversed === options.goesBackwards ? [first, second] : [second, first];
  return {
    config: { cell: "bidirectional", forward: forward.config, backward: backward.config, merge: merges[mode] },
    tensors: (path) => ({
      ...namedTensors(`${path}.forward`, forward),
      ...namedTensors(`${path}.backward`, backward),
    }),
    options,
    sizes: [outputSize(first.config), outputSize(second.config)],
    isSplit: isSplit(layer),
  };
}

/** Keras makes the second layer from the first where none is given. */
function reversed(config: Fields): Fields {
  return { ...config, go_backwards: !flagField(config, "go_backwards", "Bidirectional", false) };
}
