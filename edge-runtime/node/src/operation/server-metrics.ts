import type { RivuletError } from "@rivulet/errors";
import type { ObservedConnection, Observer, SessionOrigin } from "@rivulet/server";
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from "prom-client";
import { PlainHistogram } from "./plain-histogram.ts";

const batchSizes = [1, 2, 4, 8, 16, 32, 64, 128];
const seconds = [
  1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1, 2.5,
];

/** What happens on a server in Prometheus's terms. What happens with every message is counted in plain numbers. */
export class ServerMetrics implements Observer {
  readonly registry = new Registry();
  #connections = 0;
  #sessions = 0;
  #messages = 0;
  #steps = 0;
  #tags = 0;
  #revisions = 0;
  #checkpoints = 0;
  readonly #batchSize = new PlainHistogram("rivulet_batch_size", "Sessions in one kernel call", batchSizes);
  readonly #stepSeconds = new PlainHistogram("rivulet_step_seconds", "Time of one kernel call", seconds);
  readonly #queueSeconds = new PlainHistogram("rivulet_queue_seconds", "Time that a message waited", seconds);
  readonly #opened = this.#labelled(
    "rivulet_sessions_opened_total",
    "Sessions begun, by what they went on from",
    "origin",
  );
  readonly #ended = this.#labelled("rivulet_evictions_total", "Sessions that the server ended, by code", "code");
  readonly #refused = this.#labelled("rivulet_refusals_total", "Errors sent, by code", "code");
  readonly #closed = this.#labelled("rivulet_closes_total", "Connections that the server closed, by code", "code");

  constructor() {
    for (const histogram of [this.#batchSize, this.#stepSeconds, this.#queueSeconds]) {
      // The registry asks for `name`, `get` and `reset` alone; its type names the classes of the library.
      this.registry.registerMetric(histogram as unknown as Metric);
    }
    this.#gauge("rivulet_connections", "Connections whose client is known", () => this.#connections);
    this.#gauge("rivulet_sessions", "Open sessions", () => this.#sessions);
    this.#counter("rivulet_messages_total", "Messages begun", () => this.#messages);
    this.#counter("rivulet_steps_total", "Steps taken", () => this.#steps);
    this.#counter("rivulet_tags_total", "Tags sent", () => this.#tags);
    this.#counter("rivulet_revisions_total", "Tags that revise an earlier one", () => this.#revisions);
    this.#counter("rivulet_checkpoints_total", "Checkpoints sent", () => this.#checkpoints);
  }

  /** Adds what prom-client knows of the process: memory, CPU, event loop, garbage collection. */
  withProcess(): this {
    collectDefaultMetrics({ register: this.registry });
    return this;
  }

  connected(): void {
    this.#connections++;
  }

  disconnected(_: ObservedConnection, reason: string | undefined): void {
    this.#connections--;
    if (reason !== undefined) this.#closed.inc({ code: reason });
  }

  turnedAway(reason: string): void {
    this.#closed.inc({ code: reason });
  }

  opened(_connection: ObservedConnection, _session: string, origin: SessionOrigin): void {
    this.#sessions++;
    this.#opened.inc({ origin });
  }

  ended(_connection: ObservedConnection, _session: string, reason: string | undefined): void {
    this.#sessions--;
    if (reason !== undefined) this.#ended.inc({ code: reason });
  }

  refused(_connection: ObservedConnection, _session: string | undefined, { code }: RivuletError): void {
    this.#refused.inc({ code });
  }

  message(waitedMs: number): void {
    this.#messages++;
    this.#queueSeconds.observe(waitedMs / 1000);
  }

  batch(size: number, tookMs: number): void {
    this.#steps += size;
    this.#batchSize.observe(size);
    this.#stepSeconds.observe(tookMs / 1000);
  }

  tags(count: number, revisions: number): void {
    this.#tags += count;
    this.#revisions += revisions;
  }

  checkpoint(): void {
    this.#checkpoints++;
  }

  #labelled<L extends string>(name: string, help: string, label: L): Counter<L> {
    return new Counter({ name, help, labelNames: [label], registers: [this.registry] });
  }

  #gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  #counter(name: string, help: string, value: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  }
}
