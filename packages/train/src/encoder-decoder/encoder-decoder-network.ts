import {
  annotationSize,
  decoderConfig,
  type EncoderDecoderConfig,
  encoderConfig,
  inputSize,
  queryLayer,
  querySize,
  type Random,
} from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import { RivuletError } from "@rivulet/errors";
import { createLoss } from "../losses/create-loss.ts";
import { dropoutMasks } from "../network/dropout.ts";
import { HeadPass } from "../network/head-pass.ts";
import { InputPass } from "../network/input-pass.ts";
import { createWorkspace, type Workspace } from "../network/kernels.ts";
import { LayerStack } from "../network/layer-stack.ts";
import type { GradientJob, GradientResult } from "../network/network.ts";
import { OutputDropout } from "../network/output-dropout.ts";
import { StepGrid } from "../network/step-grid.ts";
import { allocateVectors } from "../network/vectors.ts";
import type { ParameterLayout } from "../parameters.ts";
import type { Sequence } from "../sequence.ts";
import type { Trainable } from "../trainable.ts";
import { AttentionPass } from "./attention-pass.ts";
import { BridgePass } from "./bridge-pass.ts";
import { DecoderPass } from "./decoder-pass.ts";
import { sourceJobs } from "./source-positions.ts";

/** An encoder–decoder in training, by teacher forcing: the decoder sees the right y⟨t-1⟩, whatever it would have said. */
export class EncoderDecoderNetwork implements Trainable {
  readonly layout: ParameterLayout;
  readonly #config: EncoderDecoderConfig;
  readonly #workspace: Workspace = createWorkspace();
  readonly #encoderInput: InputPass;
  readonly #encoder: LayerStack;
  readonly #bridge: BridgePass;
  readonly #attention: AttentionPass | undefined;
  readonly #decoderInput: InputPass;
  readonly #decoder: DecoderPass;
  readonly #head: HeadPass;
  /** Numbers of x⟨t⟩ of the decoder that are the embedding of y⟨t-1⟩; those of the context follow. */
  readonly #embedded: number;

  constructor(config: EncoderDecoderConfig, layout: ParameterLayout) {
    const workspace = this.#workspace;
    const [encoder, decoder] = [encoderConfig(config), decoderConfig(config)];
    this.layout = layout;
    this.#config = config;
    this.#encoderInput = new InputPass(workspace, encoder, layout.part("encoder."));
    this.#encoder = new LayerStack(workspace, encoder, inputSize(encoder), "encoder.");
    this.#bridge = new BridgePass(workspace, config);
    this.#decoderInput = new InputPass(workspace, decoder, layout.part("decoder."));
    this.#embedded = inputSize(config.decoder);
    if (config.attention) {
      const sizes = { annotation: annotationSize(config), state: querySize(config) };
      this.#attention = new AttentionPass(workspace, config.attention, sizes);
    }
    const attention = this.#attention && {
      pass: this.#attention,
      column: this.#embedded,
      query: queryLayer(config),
    };
    this.#decoder = new DecoderPass(workspace, decoder, attention);
    this.#head = new HeadPass(workspace, decoder.heads[0], 0, this.#decoder.size);
  }

  gradient(
    { parameters, sequences, options, random }: GradientJob,
    gradient: Float32Array,
    touched: (offset: number, size: number) => void,
  ): GradientResult {
    const { memory } = this.#workspace;
    const weights = this.layout.weights(parameters);
    for (const pass of [this.#encoder, this.#bridge, this.#decoder]) pass.load(weights);
    this.#attention?.load(weights);
    const mark = memory.mark();
    const target = new StepGrid(sequences);
    const source = new StepGrid(sequences.map(sourceOf));
    const jobs = sourceJobs(source, target);
    const view = (name: string) => this.layout.view(gradient, name);
    const decoderLayout = this.layout.part("decoder.");
    const decoderView = (name: string) => decoderLayout.view(gradient, name);

    const sourceMasks = dropoutMasks(options.inputDropout, jobs.length, this.#encoderInput.columns, random);
    const x = this.#encoderInput.forward(source, parameters, sourceMasks);
    const { tops: annotations } = this.#encoder.forward(source, x);
    const states = this.#encoder.parts.map((part) => part.states);
    const encoded = { grid: source, jobs, annotations, states };
    const initial = this.#bridge.forward(encoded);

    const masks = this.#targetMasks(options.inputDropout, jobs.length, random);
    const inputs = this.#decoderInput.forward(target, parameters, masks);
    const tops = this.#decoder.forward(target, inputs, initial, { source, jobs, annotations });
    const { size } = this.#decoder;
    const dropout = new OutputDropout(this.#workspace, target, options.outputDropout, size, random);
    const seen = { addresses: dropout.forward(tops).addresses, offset: 0 };
    const loss = createLoss(this.#config.decoder.heads[0], options.losses[0]);
    const scale = options.scale * (options.headWeights[0] ?? 1);
    const head = this.#head.forward(target, seen, decoderLayout.weights(parameters), { loss, scale, random });

    const dTops = allocateVectors(memory, target.steps, padded(size));
    this.#head.backward(target, seen, { addresses: dTops.addresses, offset: 0 }, decoderView, (name, row) => {
      const { offset, shape } = decoderLayout.place(name);
      const [, width = 1] = shape;
      touched(offset + row * width, width);
    });
    dropout.backward(dTops);
    const dAnnotations = allocateVectors(memory, source.steps, padded(annotationSize(this.#config)));
    const { dInputs, dInitial } = this.#decoder.backward(target, dTops, dAnnotations, view);
    this.#decoderInput.backward(target, dInputs, gradient, masks, touched);
    const { dLast } = this.#bridge.backward(encoded, dInitial, dAnnotations, view);
    const dSource = this.#encoder.backward(source, dAnnotations, view, dLast);
    this.#encoderInput.backward(source, dSource, gradient, sourceMasks, touched);
    memory.release(mark);
    return { heads: [head], states: [] };
  }

  /** Dropout of the embedding alone: the context is made of what was dropped from already. */
  #targetMasks(probability: number, sequences: number, random: Random): Float32Array[] | undefined {
    const masks = dropoutMasks(probability, sequences, this.#embedded, random);
    return masks?.map((mask) => {
      const whole = new Float32Array(this.#decoderInput.columns).fill(1);
      whole.set(mask);
      return whole;
    });
  }
}

function sourceOf({ source }: Sequence): Sequence {
  if (source === undefined) {
    throw new RivuletError(
      "TARGET_INVALID",
      "expected sequences with a source for an encoder–decoder, came one without",
    );
  }
  return { ...source, targets: [] };
}
