import type { Tickets } from "@rivulet/auth";
import { RivuletError } from "@rivulet/errors";
import type { Identity, SharedQuotas } from "@rivulet/server";
import { AggregatorRegistry } from "prom-client";
import type { ServerMetrics } from "../operation/server-metrics.ts";
import { type Answer, isOf, type Question, type Questions } from "./question.ts";

/** How long the primary may take; it has nothing to do but this. */
const ANSWER_MS = 10_000;

interface Asked {
  resolve(answer: unknown): void;
  reject(error: RivuletError): void;
}

/** The primary of this worker: holds what all workers share. */
export class Primary implements Tickets, SharedQuotas {
  readonly #asked = new Map<number, Asked>();
  #questions = 0;

  /** `metrics`: what this worker tells of itself where the primary asks for all. */
  constructor(metrics: ServerMetrics) {
    process.on("message", (message) => {
      if (isOf("answer", message)) this.#answered(message);
    });
    // Its listener answers the primary.
    new AggregatorRegistry();
    AggregatorRegistry.setRegistries([metrics.registry]);
  }

  issue(identity: Identity): Promise<string> {
    return this.#ask("issue", identity);
  }

  redeem(ticket: string): Promise<Identity | undefined> {
    return this.#ask("redeem", ticket);
  }

  takeSession(identity: Identity): Promise<void> {
    return this.#ask("takeSession", identity, () => this.returnSession(identity));
  }

  addSession(identity: Identity): void {
    this.#tell("addSession", identity);
  }

  returnSession(identity: Identity): void {
    this.#tell("returnSession", identity);
  }

  takeSteps(identity: Identity, count: number): Promise<number> {
    return this.#ask("takeSteps", { identity, count });
  }

  generate(identity: Identity, count: number): Promise<void> {
    return this.#ask("generate", { identity, count });
  }

  /** Of all workers together, as text. */
  metrics(): Promise<string> {
    return this.#ask("metrics", undefined);
  }

  /** Of the key that all workers seal checkpoints with. */
  async secret(): Promise<Uint8Array> {
    return Buffer.from(await this.#ask("secret", undefined), "base64");
  }

  /** `takeBack`: what to do where the answer comes when it is no longer waited for. */
  #ask<N extends keyof Questions>(
    name: N,
    argument: Questions[N]["argument"],
    takeBack: () => void = ignore,
  ): Promise<Questions[N]["answer"]> {
    const id = ++this.#questions;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#asked.set(id, { resolve: takeBack, reject: ignore });
        reject(new RivuletError("INTERNAL", `expected an answer of the primary within ${ANSWER_MS} ms, came none`));
      }, ANSWER_MS).unref();
      this.#asked.set(id, {
        resolve: (answer) => {
          clearTimeout(timer);
          resolve(answer as Questions[N]["answer"]);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      process.send?.({ rivulet: "question", id, name, argument } as Question);
    });
  }

  #tell(name: "addSession" | "returnSession", identity: Identity): void {
    this.#ask(name, identity).catch(ignore);
  }

  #answered({ id, answer, error }: Answer): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new RivuletError(error.code, error.detail));
  }
}

function ignore(): void {}
