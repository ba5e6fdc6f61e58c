import { recurrentParts } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { ModelFile } from "@rivulet/formats";
import type { FeatureTable } from "@rivulet/text";

/** Refuses a model of another task, before anything else is asked of it: CONFIG_INVALID. */
export function checkTaggerTask({ task }: ModelFile): void {
  if (task !== "tagger") throw invalid("a model of the task tagger", task);
}

/**
 * Holds a file against what a tagger is: softmax heads of different delays, delay 0 among them (where a layer looks
 * backward: delay 0 alone), each over all labels; an embedding input of the featurizer's tables. Returns the labels.
 *
 * @throws RivuletError CONFIG_INVALID
 */
export function checkTagger(file: ModelFile, tables: readonly FeatureTable[]): readonly string[] {
  const { labels, config } = file;
  if (labels === undefined || new Set(labels).size !== labels.length) throw invalid("labels that differ", labels);
  for (const { name, size, activation } of config.heads) {
    if (size !== labels.length) throw invalid(`head ${name} to have the ${labels.length} labels`, size);
    if (activation !== "softmax") throw invalid(`head ${name} to be a softmax`, activation);
  }
  const delays = config.heads.map(({ delay = 0 }) => delay);
  if (new Set(delays).size !== delays.length || !delays.includes(0)) {
    throw invalid("heads of different delays, one of them 0", delays);
  }
  const looksBackward = recurrentParts(config).some(({ direction }) => direction === "backward");
  if (looksBackward && delays.length > 1) throw invalid("one head where a layer looks backward", delays);
  const found = config.input.kind === "embedding" ? config.input.tables : [];
  const describe = ({ name, rows, size }: FeatureTable): string => `${name} ${rows} × ${size}`;
  const expected = tables.map(describe).join(", ");
  if (found.map(describe).join(", ") !== expected) {
    throw invalid(`the tables of the featurizer (${expected}) as input`, config.input);
  }
  return labels;
}

function invalid(expected: string, came: unknown): RivuletError {
  const text = JSON.stringify(came) ?? "nothing";
  return new RivuletError("CONFIG_INVALID", `expected ${expected}, came ${text.slice(0, 200)}`);
}
