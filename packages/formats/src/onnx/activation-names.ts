import type { Activation, ParametricActivation } from "@rivulet/engine";

/** An activation of the recurrent operators: our form of it, and the parameters it takes with their defaults. */
interface NamedActivation {
  readonly alpha?: number | "none";
  readonly beta?: number | "none";
  readonly form: (alpha: number, beta: number) => Activation;
}

const plain = (activation: Activation): NamedActivation => ({ form: () => activation });
const parametric = (
  form: (alpha: number, beta: number) => ParametricActivation,
  alpha: number | "none",
  beta?: number | "none",
): NamedActivation => ({
  form,
  alpha,
  ...(beta !== undefined && { beta }),
});

/**
 * The activations that RNN, GRU and LSTM know, with the defaults of the operators of the same names. There is no operator
 * Affine or ScaledTanh, hence no default (ONNX Runtime takes 0 then, and 0 too for the alpha of ThresholdedRelu, which
 * ONNX says is 1).
 */
export const namedActivations: Readonly<Record<string, NamedActivation>> = {
  tanh: plain("tanh"),
  relu: plain("relu"),
  sigmoid: plain("sigmoid"),
  softsign: plain("softsign"),
  softplus: plain("softplus"),
  affine: parametric((alpha, beta) => ({ kind: "affine", alpha, beta }), "none", "none"),
  leakyrelu: parametric((alpha) => ({ kind: "leaky-relu", alpha }), 0.01),
  thresholdedrelu: parametric((alpha) => ({ kind: "thresholded-relu", alpha }), 1),
  scaledtanh: parametric((alpha, beta) => ({ kind: "scaled-tanh", alpha, beta }), "none", "none"),
  hardsigmoid: parametric((alpha, beta) => ({ kind: "hard-sigmoid", alpha, beta }), 0.2, 0.5),
  elu: parametric((alpha) => ({ kind: "elu", alpha }), 1),
};

/**
 * The activations of a recurrent node, in order. Each takes the next number of `alphas` and of `betas` if it has such a
 * parameter and there is one left. Undefined where a name is not known, or lacks a parameter that has no default.
 */
export function activationsOf(
  names: readonly string[],
  alphas: ArrayLike<number>,
  betas: ArrayLike<number>,
): readonly (Activation | undefined)[] {
  const alpha = taker(alphas);
  const beta = taker(betas);
  return names.map((name) => {
    const key = name.toLowerCase();
    if (!Object.hasOwn(namedActivations, key)) return undefined;
    const named = namedActivations[key];
    const [a, b] = [alpha(named.alpha), beta(named.beta)];
    return a === "none" || b === "none" ? undefined : named.form(a, b);
  });
}

/** Gives one number after the other to those that have a default, and the default where there are no more. */
function taker(list: ArrayLike<number>): (otherwise: number | "none" | undefined) => number | "none" {
  let next = 0;
  return (otherwise) => {
    if (otherwise === undefined) return 0;
    return next < list.length ? list[next++] : otherwise;
  };
}
