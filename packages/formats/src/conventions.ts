import type { Activation } from "@rivulet/engine";

/** Whose layout of weights; `course` is our own. */
export type Framework = "course" | "pytorch" | "keras2" | "keras3" | "onnx";

/** The cells that the frameworks have in common. */
export type CommonCell = "rnn" | "gru" | "lstm";

/** Our names of the gates; GRU: Γu, Γr, c̃; LSTM: Γi, Γf, c̃, Γo. */
export type GateName = "updateGate" | "resetGate" | "inputGate" | "forgetGate" | "outputGate" | "candidate";

/** How one framework lays out the weights of a recurrent layer, and what its words mean. */
export interface Convention {
  /** The gate blocks of every kernel and bias, in the framework's order. */
  readonly gates: Readonly<Record<CommonCell, readonly GateName[]>>;
  /** `rows`: kernels are [G·H, K] as ours, z = W x; `columns`: [K, G·H], z = x W. */
  readonly gatesAlong: "rows" | "columns";
  /**
   * Vectors of G·H biases: `two`, the input's and then the recurrent one's, or `one`, save that a GRU
   * that resets after the product has two everywhere.
   */
  readonly biases: "one" | "two";
  /** What the GRU's update gate near 1 keeps. */
  readonly updateKeeps: "new" | "old";
  /** Where the GRU resets if nothing else is said. */
  readonly reset: "before" | "after";
  /** σ of the gates if nothing else is said. */
  readonly gateActivation: Activation;
  /** What the LSTM's output gate sees through its peephole, and the order of p; absent: no peepholes. */
  readonly peepholes?: { readonly see: "previous" | "current"; readonly order: readonly GateName[] };
  /** The framework's names of activations. */
  readonly activations: Readonly<Record<string, Activation>>;
}

const ourGates = {
  rnn: ["candidate"],
  gru: ["updateGate", "resetGate", "candidate"],
  lstm: ["inputGate", "forgetGate", "candidate", "outputGate"],
} as const;

/** The order of our peepholes. */
export const ourPeepholes = ["inputGate", "forgetGate", "outputGate"] as const;

const ourActivations = {
  tanh: "tanh",
  relu: "relu",
  sigmoid: "sigmoid",
  "hard-sigmoid": "hard-sigmoid",
  "hard-sigmoid-6": "hard-sigmoid-6",
  linear: "linear",
  softsign: "softsign",
  softplus: "softplus",
} as const;

const kerasActivations = {
  tanh: "tanh",
  relu: "relu",
  sigmoid: "sigmoid",
  linear: "linear",
  softsign: "softsign",
  softplus: "softplus",
  elu: { kind: "elu", alpha: 1 },
} as const;

/** The one table of conventions. */
export const conventions: Readonly<Record<Framework, Convention>> = {
  course: {
    gates: ourGates,
    gatesAlong: "rows",
    biases: "one",
    updateKeeps: "new",
    reset: "before",
    gateActivation: "sigmoid",
    peepholes: { see: "previous", order: ourPeepholes },
    activations: ourActivations,
  },
  // torch.nn.RNN, GRU, LSTM: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0
  pytorch: {
    gates: { ...ourGates, gru: ["resetGate", "updateGate", "candidate"] },
    gatesAlong: "rows",
    biases: "two",
    updateKeeps: "old",
    reset: "after",
    gateActivation: "sigmoid",
    activations: { tanh: "tanh", relu: "relu" },
  },
  // Keras 2.0 as a package of its own (tf.keras 2 writes its other defaults into the configuration)
  keras2: {
    gates: ourGates,
    gatesAlong: "columns",
    biases: "one",
    updateKeeps: "old",
    reset: "before",
    gateActivation: "hard-sigmoid",
    activations: { ...kerasActivations, hard_sigmoid: "hard-sigmoid" },
  },
  keras3: {
    gates: ourGates,
    gatesAlong: "columns",
    biases: "one",
    updateKeeps: "old",
    reset: "after",
    gateActivation: "sigmoid",
    activations: {
      ...kerasActivations,
      hard_sigmoid: "hard-sigmoid-6",
      leaky_relu: { kind: "leaky-relu", alpha: 0.2 },
    },
  },
  // operators RNN, GRU, LSTM of one direction: W, R, B = [Wb, Rb], P; HardSigmoid with its default slope
  onnx: {
    gates: { ...ourGates, lstm: ["inputGate", "outputGate", "forgetGate", "candidate"] },
    gatesAlong: "rows",
    biases: "two",
    updateKeeps: "old",
    reset: "before",
    gateActivation: "sigmoid",
    peepholes: { see: "current", order: ["inputGate", "outputGate", "forgetGate"] },
    activations: {
      Tanh: "tanh",
      Relu: "relu",
      Sigmoid: "sigmoid",
      HardSigmoid: "hard-sigmoid",
      Softsign: "softsign",
      Softplus: "softplus",
    },
  },
};
