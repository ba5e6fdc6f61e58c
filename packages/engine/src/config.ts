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
  /** So many further numbers of a dense vector follow the embeddings in x⟨t⟩; default 0. */
  readonly dense?: number;
}

export type InputConfig = DenseInput | OneHotInput | EmbeddingInput;

/** `hard-sigmoid` is Keras 2's clip(0.2·x + 0.5, 0, 1), `hard-sigmoid-6` Keras 3's clip(x/6 + 0.5, 0, 1). */
export type PlainActivation =
  | "tanh"
  | "relu"
  | "sigmoid"
  | "hard-sigmoid"
  | "hard-sigmoid-6"
  | "linear"
  | "softsign"
  | "softplus";

/** Those of the ONNX operators RNN, GRU and LSTM that have parameters. */
export type ParametricActivation =
  /** alpha·x + beta */
  | { readonly kind: "affine"; readonly alpha: number; readonly beta: number }
  /** x where x ≥ 0, else alpha·x */
  | { readonly kind: "leaky-relu"; readonly alpha: number }
  /** x where x > alpha, else 0 */
  | { readonly kind: "thresholded-relu"; readonly alpha: number }
  /** alpha·tanh(beta·x) */
  | { readonly kind: "scaled-tanh"; readonly alpha: number; readonly beta: number }
  /** clip(alpha·x + beta, 0, 1) */
  | { readonly kind: "hard-sigmoid"; readonly alpha: number; readonly beta: number }
  /** x where x ≥ 0, else alpha·(eˣ − 1) */
  | { readonly kind: "elu"; readonly alpha: number };

export type Activation = PlainActivation | ParametricActivation;

interface AnyLayer {
  /** Units of the layer: the length of its vectors. */
  readonly hidden: number;
  /** The layer's output is its own plus x⟨t⟩, which must be as long and, of the lowest layer, a dense input; default false. */
  readonly residual?: boolean;
}

interface RecurrentLayer extends AnyLayer {
  /** g of the candidate (and of c⟨t⟩ on its way out of an LSTM); default tanh. */
  readonly activation?: Activation;
  /** z is held to ±clip before every activation of z, not that of c⟨t⟩ (ONNX Runtime); default no limit. */
  readonly clip?: number;
  /** `backward`: from the last step to the first, which needs the whole sequence; default forward. */
  readonly direction?: "forward" | "backward";
  /** a⟨0⟩ (and c⟨0⟩): zeros (default), or tensors of the model. */
  readonly initialState?: "zero" | "learned";
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
  /** g of c⟨t⟩ on its way out, where it is another than the candidate's (ONNX's h). */
  readonly outputActivation?: Activation;
  /** Γf = 1 − Γi in place of a forget gate of its own, whose rows stay unused (ONNX `input_forget`); default false. */
  readonly coupled?: boolean;
  /** P: a⟨t⟩ = W_hr (Γo ∗ g(c⟨t⟩)) has P numbers (PyTorch `proj_size`; Sak et al. 2014), at most `hidden`; default none. */
  readonly projection?: number;
}

export type RecurrentLayerConfig = RnnLayer | SimplifiedGruLayer | GruLayer | LstmLayer;

/** A vertical layer without recurrence, the course's second form of a deep network: a⟨t⟩ = g(W x⟨t⟩ + b). */
export interface DenseLayer extends AnyLayer {
  readonly cell: "dense";
  /** Default tanh. */
  readonly activation?: Activation;
}

/** Two layers over the same x⟨1⟩ … x⟨T⟩, one from each end. */
export interface BidirectionalLayer {
  readonly cell: "bidirectional";
  /** Goes forward; has no `direction` and no `residual` of its own. */
  readonly forward: RecurrentLayerConfig;
  /** Goes backward; has no `direction` and no `residual` of its own. */
  readonly backward: RecurrentLayerConfig;
  /** What is made of the two a⟨t⟩; default `concat`, the forward one first. All others need equal lengths. */
  readonly merge?: "concat" | "sum" | "multiply" | "average";
  readonly residual?: boolean;
}

export type LayerConfig = RecurrentLayerConfig | DenseLayer | BidirectionalLayer;

/** ŷ⟨t⟩ = activation(W_ya a⟨t⟩ + b_y) on top of the last layer. */
export interface HeadConfig {
  readonly name: string;
  readonly size: number;
  readonly activation: "softmax" | "sigmoid" | "none";
  /** At step t the head speaks of the input of step t − delay; default 0. */
  readonly delay?: number;
}

/**
 * Which x⟨t⟩ and ŷ⟨t⟩ there are. `many-to-many`: one ŷ for each x. `many-to-one`: one ŷ for the whole sequence, read
 * after its last step (of a bidirectional layer: each direction's own last step); live, the answer to what has come so
 * far. `one-to-many`: each ŷ, sampled, is the next x, so that the one head speaks of the ids of the input.
 * `one-to-one`: no layer is recurrent.
 */
export type Shape = "many-to-many" | "many-to-one" | "one-to-many" | "one-to-one";

export interface ModelConfig {
  /** Default `many-to-many`. */
  readonly shape?: Shape;
  /**
   * In which order a whole sequence of a many-to-many model is answered: each ŷ at its own step (default), or the last step's
   * first, as Keras does on top of `go_backwards`. Of the heads alone; layers and states know nothing of it.
   */
  readonly outputOrder?: "time" | "reversed";
  readonly input: InputConfig;
  /** The layers, lowest first; the output of one is the x⟨t⟩ of the next. */
  readonly layers: readonly LayerConfig[];
  readonly heads: readonly HeadConfig[];
}

/** Ids and the dense numbers beside them, for an embedding input with `dense`. */
export interface MixedStepInput {
  readonly ids: number | Int32Array;
  readonly dense: Float32Array;
}

/** x⟨t⟩ of one step: a dense vector, or one id, or several ids whose rows add up, or both. */
export type StepInput = Float32Array | number | Int32Array | MixedStepInput;
