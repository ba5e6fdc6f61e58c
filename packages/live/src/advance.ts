import { RivuletError } from "@rivulet/errors";
import type { Tag } from "./tag.ts";
import { stateOf, type Tagger } from "./tagger.ts";

/** One step of one stream: a token, or one of the `maxDelay` end steps that a flush is made of. */
export type TaggerEvent =
  | { readonly tagger: Tagger; readonly token: string }
  | { readonly tagger: Tagger; readonly end: true };

/**
 * One step of many streams in one kernel call; the tags of each event, to the bits that `push` and
 * `flush` give. An end step of a tagger without pending tokens does nothing, so `maxDelay` of them
 * always make exactly one flush.
 *
 * @param events of distinct taggers of one model
 * @throws RivuletError INPUT_INVALID where a tagger comes twice or gets a token within a flush,
 * SESSION_FOREIGN where the taggers are not of one model; then no tagger has moved
 */
export function advanceMany(events: readonly TaggerEvent[]): Tag[][] {
  if (events.length === 0) return [];
  const { model } = events[0].tagger;
  if (new Set(events.map(({ tagger }) => tagger)).size !== events.length) {
    throw new RivuletError("INPUT_INVALID", "expected distinct taggers, came one of them twice");
  }
  const steps = events.map((event) => {
    const state = stateOf(event.tagger);
    if (state.model !== model) {
      throw new RivuletError("SESSION_FOREIGN", "expected taggers of one model, came taggers of several");
    }
    const token = "token" in event ? event.token : undefined;
    return { state, token, idle: token === undefined && state.decoder.pending === 0 };
  });
  const moving = steps.filter(({ idle }) => !idle);
  const inputs = moving.map(({ state, token }) => state.input(token));
  model.model.stepMany(
    moving.map(({ state }) => state.session),
    inputs,
  );
  return steps.map(({ state, token, idle }) => (idle ? [] : state.tags(token)));
}
