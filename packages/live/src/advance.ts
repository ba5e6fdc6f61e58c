import { RivuletError } from "@rivulet/errors";
import { DelayTagger, stateOf } from "./delay-tagger.ts";
import type { Tag } from "./tag.ts";
import type { Tagger } from "./tagger.ts";
import { WindowTagger } from "./window-tagger.ts";

/** One step of one stream: a token, or one of the `maxDelay` end steps that a flush is made of. */
export type TaggerEvent<T extends Tagger = Tagger> =
  | { readonly tagger: T; readonly token: string }
  | { readonly tagger: T; readonly end: true };

/**
 * One step of many streams, in one kernel call where no layer of the model looks backward; the tags of each event, to the
 * bits that `push` and `flush` give. An end step of a tagger without pending tokens does nothing, so `maxDelay` of them
 * always make exactly one flush.
 *
 * @param events of distinct taggers of one model
 * @throws RivuletError INPUT_INVALID where a tagger comes twice or gets a token within a flush, SESSION_FOREIGN where the
 * taggers are not of one model, SESSION_DISPOSED; then no tagger has moved
 */
export function advanceMany(events: readonly TaggerEvent[]): Tag[][] {
  if (events.length === 0) return [];
  const { model } = events[0].tagger;
  if (new Set(events.map(({ tagger }) => tagger)).size !== events.length) {
    throw new RivuletError("INPUT_INVALID", "expected distinct taggers, came one of them twice");
  }
  if (events.some(({ tagger }) => tagger.model !== model)) {
    throw new RivuletError("SESSION_FOREIGN", "expected taggers of one model, came taggers of several");
  }
  return events.every(isOfDelays) ? advanceTogether(events) : advanceOneByOne(events);
}

function isOfDelays(event: TaggerEvent): event is TaggerEvent<DelayTagger> {
  return event.tagger instanceof DelayTagger;
}

function advanceTogether(events: readonly TaggerEvent<DelayTagger>[]): Tag[][] {
  const steps = events.map((event) => {
    const state = stateOf(event.tagger);
    const token = "token" in event ? event.token : undefined;
    return { state, token, idle: token === undefined && state.decoder.pending === 0 };
  });
  const moving = steps.filter(({ idle }) => !idle);
  const inputs = moving.map(({ state, token }, place) => state.input(token, place));
  events[0].tagger.model.model.stepMany(
    moving.map(({ state }) => state.session),
    inputs,
  );
  return steps.map(({ state, token, idle }) => (idle ? [] : state.tags(token)));
}

/** Windows of unequal lengths are not one step each. The first end step is the whole flush. */
function advanceOneByOne(events: readonly TaggerEvent[]): Tag[][] {
  if (events.some(({ tagger }) => tagger instanceof WindowTagger && tagger.disposed)) {
    throw new RivuletError("SESSION_DISPOSED", "expected taggers in use, came one that was disposed");
  }
  return events.map((event) => ("token" in event ? event.tagger.push(event.token) : event.tagger.flush()));
}
