import type { KV } from "@nats-io/kv";
import { Lane } from "./lane.ts";
import type { OutputLog } from "./output-log.ts";
import { readStateRecord, writeStateRecord } from "./state-record.ts";
import type { Task } from "./task.ts";

/** The lanes of one partition that are in memory; the others are in the bucket. */
export class LaneCache {
  readonly #bucket: KV;
  readonly #outputs: OutputLog;
  readonly #task: Task;
  readonly #capacity: number;
  /** In the order of their last use. */
  readonly #lanes = new Map<string, Lane>();

  /** Between two calls of `store` there may be more than `capacity`. */
  constructor(bucket: KV, outputs: OutputLog, task: Task, capacity: number) {
    this.#bucket = bucket;
    this.#outputs = outputs;
    this.#task = task;
    this.#capacity = capacity;
  }

  /** The lanes of these tokens, by token. `keyless` is the token that no key has. */
  async load(tokens: Iterable<string>, keyless: string): Promise<ReadonlyMap<string, Lane>> {
    const wanted = [...new Set(tokens)];
    const found = await Promise.allSettled(
      wanted.map(async (token) => {
        const lane = this.#lanes.get(token) ?? (await this.#open(token, token !== keyless));
        this.#lanes.delete(token);
        this.#lanes.set(token, lane);
        return [token, lane] as const;
      }),
    );
    return new Map(
      found.map((outcome) => {
        if (outcome.status === "rejected") throw outcome.reason;
        return outcome.value;
      }),
    );
  }

  /** Stores every state that has changed; rejects where another worker has changed one. */
  async store(): Promise<void> {
    await Promise.all([...this.#lanes.values()].filter(({ isDirty }) => isDirty).map((lane) => this.#storeLane(lane)));
    for (const [token, lane] of this.#lanes) {
      if (this.#lanes.size <= this.#capacity) break;
      this.#lanes.delete(token);
      lane.state?.dispose();
    }
  }

  dispose(): void {
    for (const { state } of this.#lanes.values()) state?.dispose();
    this.#lanes.clear();
  }

  async #open(token: string, hasState: boolean): Promise<Lane> {
    const [entry, last] = await Promise.all([
      hasState ? this.#bucket.get(stateKey(token)) : null,
      this.#outputs.last(token),
    ]);
    if (!hasState) return new Lane(token, undefined, { position: 0, revision: 0 }, last);
    const state = this.#task.createState();
    if (entry === null) return new Lane(token, state, { position: 0, revision: 0 }, last);
    try {
      const position = readStateRecord(entry.value, state);
      return new Lane(token, state, { position, revision: entry.revision }, last);
    } catch (error) {
      state.dispose();
      throw error;
    }
  }

  async #storeLane(lane: Lane): Promise<void> {
    if (lane.state === undefined) return;
    const { position } = lane;
    const record = writeStateRecord(position, lane.state);
    const { revision } = lane.stored;
    const key = stateKey(lane.token);
    const stored = await (revision === 0
      ? this.#bucket.create(key, record)
      : this.#bucket.update(key, record, revision));
    lane.stored = { position, revision: stored };
  }
}

function stateKey(token: string): string {
  return `state.${token}`;
}
