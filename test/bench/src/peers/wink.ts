import { loadPeer } from "./load.ts";

/** What is used of wink-nlp. */
export interface Wink {
  readonly its: { readonly pos: unknown };
  readDoc(text: string): { tokens(): { out(what?: unknown): string[] } };
}

/** wink-nlp with its English web model and no more of its pipeline than tagging needs. */
export function loadWink(): Wink {
  const winkNlp = loadPeer<(model: unknown, pipe: readonly string[]) => Wink>("wink-nlp");
  return winkNlp(loadPeer<unknown>("wink-eng-lite-web-model"), ["pos"]);
}
