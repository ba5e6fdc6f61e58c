import type { TaggerModel, TaggerOptions } from "@rivulet/live";
import { parseWindow } from "../parse-window.ts";

/** How far a tagger looks, and the delays at which its tags are of interest. */
export interface LookAhead {
  readonly options: TaggerOptions;
  readonly delays: readonly number[];
}

/** No sentence is as long: all its tags come at its end. */
const WHOLE_SENTENCE: TaggerOptions = { window: 0, chunk: 65_536 };

/** Delays behind these say nothing that the final tag does not. */
const LAST_DELAY = 8;

/** What `--window` asks for: tokens, or `sentence`; the model's own where it is not given. @throws RivuletError ARGUMENT_INVALID */
export function lookAheadOf(model: TaggerModel, window: string | undefined): LookAhead {
  if (window === undefined) return { options: {}, delays: model.delays };
  if (window === "sentence") return { options: WHOLE_SENTENCE, delays: [] };
  const tokens = parseWindow(window);
  const delays = Array.from({ length: Math.min(tokens, LAST_DELAY) + 1 }, (_, delay) => delay);
  return { options: { window: tokens, chunk: 1 }, delays };
}
