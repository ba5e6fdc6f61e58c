import { type HeadConfig, type LayerConfig, outputSize, type QuantizedFormat } from "@rivulet/engine";
import { TaggerModel } from "@rivulet/live";
import { errorTable } from "../page/error-table.ts";
import { figure, table } from "../page/table.ts";
import { loadWink } from "../peers/wink.ts";
import { inRounds, type Timing } from "../rounds.ts";
import type { Suite } from "../suite.ts";
import { type LabelledSentence, type LiveAccuracy, liveAccuracy } from "../tagger/labels-by-delay.ts";
import { rivuletSentences } from "../tagger/rivulet-tagger.ts";
import { partCases, pushCase, tokenIds, winkPrefixCase, winkWholeCase } from "../tagger/tagger-cases.ts";
import { taggerErrors, type VariantError } from "../tagger/tagger-error.ts";
import { taggerSubject } from "../tagger/tagger-subject.ts";
import { errorVariants, storedIntegers, variants } from "../tagger/variants.ts";
import { winkSentences } from "../tagger/wink-tagger.ts";

export interface TaggerResult {
  readonly model: string;
  readonly layers: readonly LayerConfig[];
  readonly heads: readonly HeadConfig[];
  readonly idsPerToken: number;
  readonly bytesPerSession: number;
  readonly text: string;
  /** Sentences that were judged, and their words. */
  readonly sentences: number;
  readonly words: number;
  readonly timings: readonly Timing[];
  readonly accuracies: readonly LiveAccuracy[];
  /** Steps of the unbroken stream that errors were looked for in. */
  readonly errorSteps: number;
  readonly errors: readonly VariantError[];
  /** The integers that the model file holds: errors are then against what they stand for. */
  readonly stored: QuantizedFormat | "f32";
}

/** Words that are timed, again and again. */
const TIMED_WORDS = 2000;

/** What a token costs and how often its tag is right, beside wink-nlp. */
export const tagger: Suite<TaggerResult> = {
  summary: "a token of the tagger, whole and in parts, with wink-nlp beside; accuracies (--model, --text)",
  async run({ effort, quick, model: modelPath, text }) {
    const subject = taggerSubject(modelPath, text);
    const judged = quick ? subject.sentences.slice(0, 200) : subject.sentences;
    const timed = leading(subject.sentences, TIMED_WORDS);
    const forms = variants(subject.file);
    const model = TaggerModel.fromFile(subject.file);
    const wink = loadWink();
    const timings = await inRounds(
      [
        ...forms.map((form) => pushCase(form, timed)),
        winkPrefixCase(wink, timed),
        winkWholeCase(wink, timed),
        ...partCases(forms[0], timed),
      ],
      effort,
    );
    const accuracies = [
      ...forms.map(({ name, file }) => liveAccuracy(name, judged, rivuletSentences(TaggerModel.fromFile(file)))),
      liveAccuracy("wink-nlp", judged, winkSentences(wink)),
    ];
    const stream = tokenIds(model, leading(subject.sentences, quick ? 300 : 5000));
    return {
      model: subject.modelName,
      layers: subject.file.config.layers,
      heads: subject.file.config.heads,
      idsPerToken: model.featurizer.idsPerToken,
      bytesPerSession: model.model.bytesPerSession,
      text: subject.textName,
      sentences: judged.length,
      words: judged.reduce((sum, { tokens }) => sum + tokens.length, 0),
      timings,
      accuracies,
      errorSteps: stream.length,
      errors: taggerErrors(errorVariants(subject.file), stream),
      stored: storedIntegers(subject.file) ?? "f32",
    };
  },
  page(result) {
    const { layers, heads, timings, accuracies, errors } = result;
    const stack = layers.map((layer) => `${layer.cell} ${outputSize(layer)}`).join(", ");
    const titles = Object.keys(accuracies[0].percent);
    return [
      `${result.model}: ${stack}, heads of delay ${heads.map(({ delay = 0 }) => delay).join(", ")}, ${result.idsPerToken} ids a token, ${result.bytesPerSession} bytes a session, on ${result.text}. A token of rivulet is \`Tagger.push\`, with \`flush\` and \`reset\` after the last of a sentence. wink-nlp knows no streams: a live user tags the sentence so far anew with every word; the line below it is what a word costs where the whole text is there.`,
      table(
        ["", "median µs", "p99 µs", "a second"],
        timings.map(({ name, median, p99 }) => [name, figure(median), figure(p99), (1e6 / median).toFixed(0)]),
      ),
      `UPOS accuracy in percent on ${result.words} gold words of ${result.sentences} sentences, by how many words later the tag is read. wink-nlp takes text, not words: it got the gold words joined by spaces, and a word that it cuts otherwise counts as wrong; in brackets, the accuracy on the words that it cuts as the data do.`,
      table(
        ["accuracy", ...titles],
        accuracies.map(({ name, percent, percentOfAligned }) => [
          name,
          ...titles.map((title) => accuracyCell(percent[title], percentOfAligned[title])),
        ]),
      ),
      `a⟨t⟩ against double precision in ${result.errorSteps} steps of one unbroken stream, and which promises (1e-6 for f32, 1e-3 for int16, 5e-3 for int8; its own in **bold**) each form keeps. “Of its weights alone” is what a recurrence in double precision makes of the same rounded weights, largest (root mean square): no arithmetic could be nearer with them. A trained network enlarges what is rounded off: the largest errors are of units in the steep part of a gate.${storedNote(result.stored)}`,
      errorTable(errors),
    ].join("\n\n");
  },
};

function storedNote(stored: QuantizedFormat | "f32"): string {
  if (stored === "f32") return "";
  return ` The file holds ${stored} weights, and the reference takes them for what they stand for: the error of ${stored} is that of its activations alone, without the rounding of the weights (give --model a file of floats for that).`;
}

function accuracyCell(all: number, aligned: number): string {
  return all === aligned ? all.toFixed(2) : `${all.toFixed(2)} (${aligned.toFixed(2)})`;
}

/** The first sentences that have `words` words together. */
function leading(sentences: readonly LabelledSentence[], words: number): LabelledSentence[] {
  const taken: LabelledSentence[] = [];
  let count = 0;
  for (const sentence of sentences) {
    if (count >= words) break;
    taken.push(sentence);
    count += sentence.tokens.length;
  }
  return taken;
}
