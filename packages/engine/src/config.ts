/** What a model is made of. Plain data: it is stored as JSON in the model file. */

/** One dense vector of `size` numbers a step. */
export interface DenseInput {
  readonly kind: "dense";
  readonly size: number;
}

/** One-hot (or, with several ids a step, multi-hot) x⟨t⟩ over `size` ids: a step reads columns of W_ax. */
export interface OneHotInput {
  readonly kind: "one-hot";
  readonly size: number;
}

/** One embedding table: `rows` vectors of `size` numbers. */
export interface EmbeddingTable {
  readonly name: string;
  readonly rows: number;
  readonly size: number;
}

/**
 * Ids into embedding tables whose vectors, side by side in the order of `tables`, make x⟨t⟩. A step
 * takes any number of ids; ids of one table add up, a table without an id contributes zeros. The id
 * of row r of table k is r plus the rows of the tables before it.
 */
export interface EmbeddingInput {
  readonly kind: "embedding";
  readonly tables: readonly EmbeddingTable[];
}

export type InputConfig = DenseInput | OneHotInput | EmbeddingInput;

/** `hard-sigmoid` is Keras 2's clip(0.2·x + 0.5, 0, 1), `hard-sigmoid-6` Keras 3's clip(x/6 + 0.5, 0, 1). */
export type Activation = "tanh" | "relu" | "sigmoid" | "hard-sigmoid" | "hard-sigmoid-6" | "linear";

interface RecurrentLayer {
  /** Units of the layer: the length of a⟨t⟩. */
  readonly hidden: number;
  /** g of the candidate (and of c⟨t⟩ on its way out of an LSTM); default tanh. */
  readonly activation?: Activation;
}

/** a⟨t⟩ = g(W_aa a⟨t-1⟩ + W_ax x⟨t⟩ + b_a) */
export interface RnnLayer extends RecurrentLayer {
  readonly cell: "rnn";
}

interface GatedLayer extends RecurrentLayer {
  /** σ of the gates; default sigmoid. */
  readonly gateActivation?: Activation;
}

/** c̃ = g(W_c [c⟨t-1⟩, x⟨t⟩] + b_c); Γu = σ(…); c⟨t⟩ = Γu ∗ c̃ + (1 − Γu) ∗ c⟨t-1⟩ = a⟨t⟩. Rows: Γu, c̃. */
export interface SimplifiedGruLayer extends GatedLayer {
  readonly cell: "simplified-gru";
}

/** The full GRU. Rows of the weights: Γu, Γr, c̃. */
export interface GruLayer extends GatedLayer {
  readonly cell: "gru";
  /**
   * `before` the product, as in the course: c̃ = g(W_cc (Γr ∗ c⟨t-1⟩) + W_cx x⟨t⟩ + b_c); `after` it,
   * as in PyTorch and Keras `reset_after`: c̃ = g(Γr ∗ (W_cc c⟨t-1⟩ + b_cc) + W_cx x⟨t⟩ + b_c).
   */
  readonly reset: "before" | "after";
  /** What Γu near 1 keeps: the `new` value as in the course (default), the `old` one as z of PyTorch, Keras, ONNX. */
  readonly updateKeeps?: "new" | "old";
}

/** The LSTM. Rows of the weights: Γi, Γf, c̃, Γo. c⟨t⟩ = Γi ∗ c̃ + Γf ∗ c⟨t-1⟩, a⟨t⟩ = Γo ∗ g(c⟨t⟩). */
export interface LstmLayer extends GatedLayer {
  readonly cell: "lstm";
  /**
   * `previous`: all gates also look at c⟨t-1⟩ (the course); `current`: the output gate looks at c⟨t⟩
   * instead (Gers, ONNX); default `none`.
   */
  readonly peepholes?: "none" | "previous" | "current";
}

export type LayerConfig = RnnLayer | SimplifiedGruLayer | GruLayer | LstmLayer;

/** ŷ⟨t⟩ = activation(W_ya a⟨t⟩ + b_y) on top of the last layer. */
export interface HeadConfig {
  readonly name: string;
  readonly size: number;
  readonly activation: "softmax" | "sigmoid" | "none";
  /** At step t the head speaks of the input of step t − delay; default 0. */
  readonly delay?: number;
}

export interface ModelConfig {
  readonly input: InputConfig;
  /** The recurrent layers, lowest first; the a⟨t⟩ of one is the x⟨t⟩ of the next. */
  readonly layers: readonly LayerConfig[];
  readonly heads: readonly HeadConfig[];
}

/** x⟨t⟩ of one step: a dense vector, or one id, or several ids whose rows add up. */
export type StepInput = Float32Array | number | Int32Array;
