import { Model, type ModelConfig, Random } from "@rivulet/engine";
import { randomWeights } from "../random-weights.ts";
import type { LstmEngine } from "./lstm-engine.ts";

export const rivuletLstm: LstmEngine = {
  name: "rivulet",
  open(hidden, batch) {
    const config: ModelConfig = {
      input: { kind: "dense", size: hidden },
      layers: [{ cell: "lstm", hidden }],
      // A model has a head; one of one number costs as good as nothing.
      heads: [{ name: "value", size: 1, activation: "none" }],
    };
    const model = Model.create(config, randomWeights(config));
    const sessions = Array.from({ length: batch }, () => model.createSession());
    const random = new Random(2);
    const inputs = sessions.map(() => Float32Array.from({ length: hidden }, () => 2 * random.next() - 1));
    const output = new Float32Array(hidden);
    if (batch === 1) {
      const [session] = sessions;
      const [input] = inputs;
      return () => {
        session.step(input);
        output.set(session.hidden());
      };
    }
    return () => {
      model.stepMany(sessions, inputs);
      for (const session of sessions) output.set(session.hidden());
    };
  },
};
