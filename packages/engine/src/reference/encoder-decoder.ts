import type { EncoderDecoderConfig } from "../encoder-decoder/encoder-decoder-config.ts";
import { decoderConfig, encoderConfig, forwardLayers, queryLayer } from "../encoder-decoder/encoder-decoder-parts.ts";
import { type AttentionStep, type AttentionWeights, attention } from "./attention.ts";
import { type BridgePass, bridge } from "./bridge.ts";
import type { CellState } from "./cell.ts";
import type { ReferenceInput } from "./input.ts";
import { add, type Matrix } from "./linear-algebra.ts";
import { type ReferenceForward, referenceBackward, referenceForward } from "./network.ts";
import { type DoubleTensors, doubleTensors, matrixOf, type ReferenceWeights, zeroTensors } from "./tensors.ts";

/** What one step of the decoder gives. */
export interface DecoderStep {
  readonly logits: Float64Array;
  /** ŷ⟨t⟩ */
  readonly probabilities: Float64Array;
  /** Undefined without attention. */
  readonly attention: AttentionStep | undefined;
  readonly pass: ReferenceForward;
}

/** A source read and a target said, and all that the backward pass needs of it. */
export interface EncoderDecoderForward {
  readonly config: EncoderDecoderConfig;
  readonly encoder: ReferenceForward;
  /** a⟨t'⟩ by source step. */
  readonly annotations: readonly Float64Array[];
  readonly bridge: BridgePass;
  readonly steps: readonly DecoderStep[];
}

/** Reads `source` and takes one decoder step for each id, y⟨t-1⟩, of `target`. Throws WEIGHTS_INVALID and INPUT_INVALID. */
export function encoderDecoderForward(
  config: EncoderDecoderConfig,
  weights: ReferenceWeights,
  source: readonly ReferenceInput[],
  target: readonly number[],
): EncoderDecoderForward {
  const tensors = doubleTensors(config, weights);
  const encoder = referenceForward(encoderConfig(config), part(tensors, "encoder."), source);
  const annotations = encoder.steps.map(({ outputs }) => outputs[outputs.length - 1]);
  const bridged = bridge(config, tensors, encoder, annotations);
  const decoder = { config: decoderConfig(config), weights: part(tensors, "decoder.") };
  const query = queryState(config);
  const steps: DecoderStep[] = [];
  let states = bridged.states;
  for (const id of target) {
    const attended =
      config.attention && attention(config.attention, attentionWeights(tensors), annotations, states[query].hidden);
    const input = attended ? { ids: id, dense: attended.context } : id;
    const pass = referenceForward(decoder.config, decoder.weights, [input], states);
    const [step] = pass.steps;
    steps.push({ logits: step.logits[0], probabilities: step.probabilities[0], attention: attended, pass });
    states = step.states;
  }
  return { config, encoder, annotations, bridge: bridged, steps };
}

/** The gradients of all tensors from those of the logits, by step. */
export function encoderDecoderBackward(
  forward: EncoderDecoderForward,
  dLogits: readonly Float64Array[],
): DoubleTensors {
  const { config, steps, annotations } = forward;
  const gradients = zeroTensors(config);
  const dAnnotations = annotations.map(({ length }) => new Float64Array(length));
  const query = queryState(config);
  let dStates: readonly CellState[] | undefined;
  for (let t = steps.length - 1; t >= 0; t--) {
    const { pass, attention: attended } = steps[t];
    const back = referenceBackward(pass, [[dLogits[t]]], dStates ? { states: dStates } : {});
    addPart(gradients, "decoder.", back.weights);
    dStates = back.initialState;
    if (attended === undefined) continue;
    const [dx] = back.inputs;
    const dContext = dx.slice(-attended.context.length);
    add(dStates[query].hidden, attended.backward(dContext, attentionWeights(gradients), dAnnotations));
  }
  const dLast = forward.bridge.backward(dStates ?? [], gradients, dAnnotations);
  const noLogits = annotations.map(() => []);
  const back = referenceBackward(forward.encoder, noLogits, { outputs: dAnnotations, ...(dLast && { states: dLast }) });
  addPart(gradients, "encoder.", back.weights);
  return gradients;
}

/** Which of the decoder's recurrent layers asks the attention. */
function queryState(config: EncoderDecoderConfig): number {
  return forwardLayers(config.decoder).findIndex(({ index }) => index === queryLayer(config));
}

const noMatrix: Matrix = { rows: 0, columns: 0, data: new Float64Array(0) };

/** Views, so that what is added to them is added to the tensors. */
function attentionWeights(tensors: DoubleTensors): AttentionWeights {
  const matrix = (name: string) => (tensors[name] ? matrixOf(tensors[name]) : noMatrix);
  const vector = (name: string) => tensors[name]?.data ?? noMatrix.data;
  return {
    Ws: matrix("attention.weightQuery"),
    Wa: matrix("attention.weightKey"),
    b: vector("attention.bias"),
    v: vector("attention.weightScore"),
  };
}

function part(tensors: DoubleTensors, prefix: string): DoubleTensors {
  const entries = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function addPart(gradients: DoubleTensors, prefix: string, part: DoubleTensors): void {
  for (const [name, { data }] of Object.entries(part)) add(gradients[prefix + name].data, data);
}
