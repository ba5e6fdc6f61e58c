import type { LstmEngine } from "../engines/lstm-engine.ts";
import { rivuletLstm } from "../engines/rivulet-lstm.ts";
import { inRounds, manyCalls } from "../rounds.ts";
import type { Suite } from "../suite.ts";

const engines: readonly LstmEngine[] = [rivuletLstm];
const SIZES = [16, 32, 64, 128, 256, 512];
const BATCHES = [1, 16];
const TURN_MILLISECONDS = 8;

/** One LSTM layer on dense input: a step of one session, and of sixteen in one call. */
export const step: Suite = {
  name: "step",
  summary: "one LSTM layer, dense input, by size: one session, and sixteen in one call",
  run({ rounds }) {
    const cases = BATCHES.flatMap((batch) =>
      SIZES.flatMap((hidden) =>
        engines.map(({ name, open }) =>
          manyCalls(`${name} H=${hidden} B=${batch}`, TURN_MILLISECONDS, open(hidden, batch)),
        ),
      ),
    );
    return {
      subject: { layer: "LSTM, as many inputs as units H, B sessions a call" },
      timings: inRounds(cases, rounds),
    };
  },
};
