import type { CommonCell } from "../conventions.ts";
import { type ConvertedLayer, convertLayer } from "../convert-layer.ts";
import { activationField } from "./activation-field.ts";
import { field, flagField, sizeField } from "./fields.ts";
import type { KerasArray, KerasFile } from "./keras-file.ts";
import type { KerasLayer } from "./keras-layer.ts";
import { damaged, short, unsupported } from "./refuse.ts";

const cells: Readonly<Record<string, CommonCell>> = { SimpleRNN: "rnn", GRU: "gru", LSTM: "lstm" };

export const recurrentClasses = Object.keys(cells);

/** What of a recurrent layer is not in its weights. */
export interface RecurrentOptions {
  readonly returnsSequences: boolean;
  readonly goesBackwards: boolean;
  readonly isStateful: boolean;
}

/** @throws RivuletError IMPORT_UNSUPPORTED, FILE_DAMAGED */
export function recurrentOptions({ config, className, name }: KerasLayer): RecurrentOptions {
  const of = `${className} ${short(name)}`;
  for (const refused of ["return_state", "time_major"]) {
    if (flagField(config, refused, of, false)) throw unsupported(`${refused}: false of ${of}`, "true");
  }
  return {
    returnsSequences: flagField(config, "return_sequences", of, false),
    goesBackwards: flagField(config, "go_backwards", of, false),
    isStateful: flagField(config, "stateful", of, false),
  };
}

/**
 * One layer, or one direction of a bidirectional one, from its kernel, recurrent kernel and, where it uses one, bias.
 *
 * @throws RivuletError IMPORT_UNSUPPORTED, FILE_DAMAGED, WEIGHTS_INVALID
 */
export function recurrentLayer(
  file: Pick<KerasFile, "framework">,
  layer: KerasLayer,
  arrays: readonly KerasArray[],
  direction: "forward" | "backward",
): ConvertedLayer {
  const { config, className, name } = layer;
  if (!Object.hasOwn(cells, className)) throw unsupported(recurrentClasses.join(", "), `${className} ${short(name)}`);
  const of = `${className} ${short(name)}`;
  const activation = activationField(file, config, "activation", of);
  const gateActivation = activationField(file, config, "recurrent_activation", of);
  const expected = arrayCount(layer);
  if (arrays.length !== expected) throw damaged(`${expected} arrays of ${of}`, `${arrays.length}`);
  const [kernel, recurrentKernel, bias] = arrays.map(({ read }) => read());
  return convertLayer(file.framework, {
    cell: cells[className],
    hidden: sizeField(config, "units", of),
    kernel,
    recurrentKernel,
    direction,
    ...(bias !== undefined && { bias }),
    ...(activation !== undefined && { activation }),
    ...(gateActivation !== undefined && { gateActivation }),
    ...(field(config, "reset_after") !== undefined && {
      reset: flagField(config, "reset_after", of, false) ? "after" : "before",
    }),
  });
}

/** Arrays of one recurrent layer: without a bias two. */
export function arrayCount({ config, className }: KerasLayer): 2 | 3 {
  return flagField(config, "use_bias", className, true) ? 3 : 2;
}
