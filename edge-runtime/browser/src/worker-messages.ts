import type { Tag, TextTaggerOptions } from "@rivulet/live";

/** What a tagger in the worker can be asked for: name → arguments and result, as in `TextTagger`. */
export interface StreamCalls {
  push: { readonly input: string; readonly result: Tag[] };
  /** One token as it is. */
  token: { readonly input: string; readonly result: Tag[] };
  flush: { readonly input?: undefined; readonly result: Tag[] };
  reset: { readonly input?: undefined; readonly result: undefined };
  snapshot: { readonly input?: undefined; readonly result: Uint8Array };
  restore: { readonly input: Uint8Array; readonly result: undefined };
  dispose: { readonly input?: undefined; readonly result: undefined };
}

/** What is known of the model on the page. */
export interface ModelFacts {
  readonly fingerprint: string;
  readonly labels: readonly string[];
  readonly delays: readonly number[];
}

export type LoadCall = { readonly call: "load"; readonly source: string | Uint8Array };
export type OpenCall = { readonly call: "open"; readonly stream: number; readonly options: TextTaggerOptions };
export type StreamCall = {
  [Name in keyof StreamCalls]: {
    readonly call: Name;
    readonly stream: number;
    readonly input?: StreamCalls[Name]["input"];
  };
}[keyof StreamCalls];

/** From the page; each is answered under its number. */
export type WorkerCall = { readonly id: number } & (LoadCall | OpenCall | StreamCall);

/** To the page. */
export type WorkerAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: { readonly code: string; readonly message: string } };
