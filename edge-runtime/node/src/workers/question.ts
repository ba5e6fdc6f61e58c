import type { ErrorCode } from "@rivulet/errors";
import type { Identity } from "@rivulet/server";

/** So many steps or tokens of a client. */
export interface Use {
  readonly identity: Identity;
  readonly count: number;
}

/** What a worker asks its primary, and what it gets. */
export interface Questions {
  issue: { readonly argument: Identity; readonly answer: string };
  redeem: { readonly argument: string; readonly answer: Identity | undefined };
  takeSession: { readonly argument: Identity; readonly answer: undefined };
  addSession: { readonly argument: Identity; readonly answer: undefined };
  returnSession: { readonly argument: Identity; readonly answer: undefined };
  /** Milliseconds after which the steps may begin. */
  takeSteps: { readonly argument: Use; readonly answer: number };
  generate: { readonly argument: Use; readonly answer: undefined };
  metrics: { readonly argument: undefined; readonly answer: string };
  /** The secret of the checkpoint key that all workers share where the operator gave none, in base64. */
  secret: { readonly argument: undefined; readonly answer: string };
}

/** A question on its way over the channel between worker and primary. */
export type Question = {
  readonly [name in keyof Questions]: {
    readonly rivulet: "question";
    readonly id: number;
    readonly name: name;
    readonly argument: Questions[name]["argument"];
  };
}[keyof Questions];

export interface Answer {
  readonly rivulet: "answer";
  readonly id: number;
  readonly answer?: unknown;
  readonly error?: { readonly code: ErrorCode; readonly detail: string };
}

/** Others use the channel too: Node itself, prom-client. */
export function isOf<K extends "question" | "answer">(
  kind: K,
  message: unknown,
): message is K extends "question" ? Question : Answer {
  return typeof message === "object" && message !== null && "rivulet" in message && message.rivulet === kind;
}
