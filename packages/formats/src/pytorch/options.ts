import type { Activation, HeadConfig, Shape } from "@rivulet/engine";

/** One linear layer that is read as probabilities (or, with `none`, as the numbers it gives). */
export interface HeadOption {
  /** Its module, `fc`; where there is one head, the last linear layer if absent. */
  readonly module?: string;
  readonly activation: HeadConfig["activation"];
  readonly delay?: number;
}

/**
 * What names and shapes of a state_dict do not say. What is absent is found out where there is one answer, and asked
 * for (IMPORT_AMBIGUOUS) where there are several.
 */
export interface PyTorchOptions {
  /** The heads, side by side on top of the last layer. */
  readonly heads?: readonly HeadOption[];
  /** g of every nn.RNN and of the linear layers below the head. */
  readonly activation?: Activation;
  /** The same by module, where they differ. */
  readonly activations?: Readonly<Record<string, Activation>>;
  /** Modules in the order in which they are applied, embeddings and heads left out. */
  readonly order?: readonly string[];
  /** Modules of the embeddings in the order in which their vectors are joined; `[]`: there is none. */
  readonly embeddings?: readonly string[];
  /** So many numbers of a dense vector follow the embeddings; default 0. */
  readonly dense?: number;
  /** What x⟨t⟩ is where there is no embedding; default dense. */
  readonly input?: "dense" | "one-hot";
  /** Default many-to-many. */
  readonly shape?: Shape;
  /** The classes of the heads, by index. */
  readonly labels?: readonly string[];
}
