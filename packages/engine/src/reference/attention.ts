import type { AttentionConfig } from "../encoder-decoder/encoder-decoder-config.ts";
import { headProbabilities, headProbabilitiesBackward } from "./head.ts";
import { add, addOuterProduct, addTransposedProduct, type Matrix, product } from "./linear-algebra.ts";

/** The weights of an attention, or the gradients of these; matrices of no rows where the kind has none. */
export interface AttentionWeights {
  /** W_s */
  readonly Ws: Matrix;
  /** W_a */
  readonly Wa: Matrix;
  readonly b: Float64Array;
  readonly v: Float64Array;
}

/** One step of attention, which remembers what it needs to go back. */
export interface AttentionStep {
  /** α⟨t,t'⟩ by t'. */
  readonly weights: Float64Array;
  /** context⟨t⟩ = Σ α⟨t,t'⟩ a⟨t'⟩ */
  readonly context: Float64Array;
  /** From dcontext⟨t⟩ to ds⟨t-1⟩; adds to the gradients of the weights and to da⟨t'⟩. */
  backward(
    dContext: Float64Array,
    gradients: AttentionWeights,
    dAnnotations: readonly Float64Array[],
  ): Float64Array<ArrayBuffer>;
}

/** What e⟨t,t'⟩ is of s⟨t-1⟩ and one a⟨t'⟩, with its way back. */
interface Score {
  readonly value: number;
  backward(
    de: number,
    gradients: AttentionWeights,
    into: { readonly ds: Float64Array; readonly da: Float64Array },
  ): void;
}

/** Attention of s⟨t-1⟩ over the annotations a⟨1⟩ … a⟨T⟩. */
export function attention(
  config: AttentionConfig,
  weights: AttentionWeights,
  annotations: readonly Float64Array[],
  s: Float64Array,
): AttentionStep {
  const score = { additive: additiveScore, dot: dotScore, general: generalScore }[config.kind];
  const scores = annotations.map((a) => score(weights, s, a));
  const alpha = headProbabilities(
    "softmax",
    Float64Array.from(scores, ({ value }) => value),
  );
  const context = new Float64Array(annotations[0].length);
  annotations.forEach((a, i) => {
    addScaled(context, alpha[i], a);
  });
  return {
    weights: alpha,
    context,
    backward(dContext, gradients, dAnnotations) {
      const ds = new Float64Array(s.length);
      const dAlpha = Float64Array.from(annotations, (a) => dot(dContext, a));
      const de = headProbabilitiesBackward("softmax", alpha, dAlpha);
      scores.forEach(({ backward }, i) => {
        addScaled(dAnnotations[i], alpha[i], dContext);
        backward(de[i], gradients, { ds, da: dAnnotations[i] });
      });
      return ds;
    },
  };
}

/** e = v · tanh(W_s s + W_a a + b) */
function additiveScore({ Ws, Wa, b, v }: AttentionWeights, s: Float64Array, a: Float64Array): Score {
  const z = product(Ws, s);
  add(z, product(Wa, a));
  add(z, b);
  const y = z.map(Math.tanh);
  return {
    value: dot(v, y),
    backward(de, gradients, { ds, da }) {
      const dz = y.map((yk, k) => de * v[k] * (1 - yk * yk));
      addScaled(gradients.v, de, y);
      add(gradients.b, dz);
      addOuterProduct(gradients.Ws, dz, s);
      addOuterProduct(gradients.Wa, dz, a);
      addTransposedProduct(ds, Ws, dz);
      addTransposedProduct(da, Wa, dz);
    },
  };
}

/** e = s · a */
function dotScore(_: AttentionWeights, s: Float64Array, a: Float64Array): Score {
  return {
    value: dot(s, a),
    backward(de, _gradients, { ds, da }) {
      addScaled(ds, de, a);
      addScaled(da, de, s);
    },
  };
}

/** e = s · W_a a */
function generalScore({ Wa }: AttentionWeights, s: Float64Array, a: Float64Array): Score {
  const key = product(Wa, a);
  return {
    value: dot(s, key),
    backward(de, gradients, { ds, da }) {
      const dKey = s.map((value) => de * value);
      addScaled(ds, de, key);
      addOuterProduct(gradients.Wa, dKey, a);
      addTransposedProduct(da, Wa, dKey);
    },
  };
}

function dot(u: Float64Array, v: Float64Array): number {
  return u.reduce((sum, value, i) => sum + value * v[i], 0);
}

/** into += factor · v */
function addScaled(into: Float64Array, factor: number, v: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] += factor * v[i];
}
