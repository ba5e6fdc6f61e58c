// The records that the TypeScript side writes (src/kernels/plan.ts, src/kernels/layer-record.ts) and the kernels read.
// Every field is 32 bits wide, in this order; pointers are byte addresses, vectors are 16-byte aligned.

import { Activation } from "./activation";

export const RNN: i32 = 0;
export const SIMPLIFIED_GRU: i32 = 1;
export const GRU_RESET_BEFORE: i32 = 2;
export const GRU_RESET_AFTER: i32 = 3;
export const LSTM: i32 = 4;

export const PEEPHOLES_NONE: i32 = 0;
export const PEEPHOLES_PREVIOUS: i32 = 1;
export const PEEPHOLES_CURRENT: i32 = 2;

/** One layer: its configuration and where its packed weights lie. A dense layer is an RNN without W_a. */
@unmanaged
export class Layer {
  cell: i32;
  /** g of the candidate. */
  activation: Activation;
  gateActivation: Activation;
  /** LSTM: g of c⟨t⟩ on its way out. */
  outputActivation: Activation;
  /** LSTM: which peepholes. */
  peepholeMode: i32;
  /** LSTM: 1 where Γf = 1 − Γi. */
  coupled: i32;
  /** GRU: 1 where Γu near 1 keeps the old value. */
  updateKeepsOld: i32;
  /** Bytes of one gate vector: 4·H rounded up to 32, so that every gate block starts aligned. */
  vectorBytes: i32;
  /** Bytes of a⟨t⟩: the same of the projection where there is one. */
  outputBytes: i32;
  /** Gate rows of W_x (a multiple of 8), written at the start of `work`. */
  rows: i32;
  /** `Matrix` W_x; 0 where the input comes from table rows alone. */
  weightIh: usize;
  /** `Matrix` W_a: the rows that act on a⟨t-1⟩; 0 of a dense layer. */
  weightHh: usize;
  /** Reset-before GRU: `Matrix` W_cc, which acts on Γr ∗ c⟨t-1⟩. */
  weightHc: usize;
  /** LSTM: `Matrix` W_hr of the projection, 0 where there is none. */
  weightHr: usize;
  bias: usize;
  /** Reset-after GRU: b_cc, inside the reset. */
  biasHh: usize;
  /** LSTM: the three peephole vectors Γi, Γf, Γo. */
  peepholes: usize;
  /** Where the layer's state [a⟨t⟩, c⟨t⟩] starts in a session's slot, in bytes. */
  stateOffset: i32;
}

/** One linear head on the top layer's a⟨t⟩. */
@unmanaged
export class Head {
  /** Labels rounded up to a multiple of 8; the padding's bias is far below every logit. */
  rows: i32;
  /** 0 none, 1 softmax, 2 sigmoid. */
  activation: i32;
  /** `Matrix` W_y. */
  weight: usize;
  bias: usize;
  /** Where logits and probabilities start in a session's slot, in bytes. */
  logitsOffset: i32;
  probabilitiesOffset: i32;
}
