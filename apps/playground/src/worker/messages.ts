import type { Tag } from "@rivulet/live";
import type { Quantity } from "../state/quantities.ts";
import type { StateRows } from "../state/state-rows.ts";

/** What the page tells the worker. */
export type ToWorker =
  | { readonly type: "load"; readonly address: string }
  /** Text cut anywhere; a line end ends a sentence. */
  | { readonly type: "push"; readonly text: string }
  | { readonly type: "reset" }
  /** Which numbers of each step to tell from now on, and of the steps that are remembered. */
  | { readonly type: "show"; readonly quantity: Quantity };

/** What the worker tells the page, in the order of what it was told. */
export type FromWorker =
  | {
      readonly type: "ready";
      /** None where the model has no state to step through: it looks backward. */
      readonly quantities: readonly Quantity[];
      readonly units: number;
    }
  | {
      readonly type: "tagged";
      readonly tags: readonly Tag[];
      /** How long each token's step took, in microseconds. */
      readonly stepMicroseconds: readonly number[];
      /** The last token of each sentence that ended. */
      readonly sentenceEnds: readonly number[];
    }
  | { readonly type: "rows"; readonly rows: StateRows }
  | { readonly type: "cleared" }
  /** Something of the text was left out; the stream goes on. */
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "failed"; readonly message: string };
