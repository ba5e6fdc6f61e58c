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
  if (events.length > 1) checkTaggers(events);
  return areOfDelays(events) ? advanceTogether(events) : advanceOneByOne(events);
}

function checkTaggers(events: readonly TaggerEvent[]): void {
  const { model } = events[0].tagger;
  const taggers = new Set<Tagger>();
  for (const { tagger } of events) {
    if (taggers.has(tagger)) {
      throw new RivuletError("INPUT_INVALID", "expected distinct taggers, came one of them twice");
    }
    if (tagger.model !== model) {
      throw new RivuletError("SESSION_FOREIGN", "expected taggers of one model, came taggers of several");
    }
    taggers.add(tagger);
  }
}

function areOfDelays(events: readonly TaggerEvent[]): events is readonly TaggerEvent<DelayTagger>[] {
  return events.every(({ tagger }) => tagger instanceof DelayTagger);
}

function advanceTogether(events: readonly TaggerEvent<DelayTagger>[]): Tag[][] {
  const moving = events.some(isIdle) ? events.filter((event) => !isIdle(event)) : events;
  const inputs = moving.map((event, place) => stateOf(event.tagger).input(tokenOf(event), place));
  events[0].tagger.model.model.stepMany(
    moving.map(({ tagger }) => stateOf(tagger).session),
    inputs,
  );
  return events.map((event) => (isIdle(event) ? [] : stateOf(event.tagger).tags(tokenOf(event))));
}

/** An end step where nothing is left to say. */
function isIdle(event: TaggerEvent): boolean {
  return "end" in event && event.tagger.pending === 0;
}

function tokenOf(event: TaggerEvent): string | undefined {
  return "token" in event ? event.token : undefined;
}

/** Windows of unequal lengths are not one step each. The first end step is the whole flush. */
function advanceOneByOne(events: readonly TaggerEvent[]): Tag[][] {
  if (events.some(({ tagger }) => tagger instanceof WindowTagger && tagger.disposed)) {
    throw new RivuletError("SESSION_DISPOSED", "expected taggers in use, came one that was disposed");
  }
  return events.map((event) => ("token" in event ? event.tagger.push(event.token) : event.tagger.flush()));
}
