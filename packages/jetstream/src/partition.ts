import type { JsMsg } from "@nats-io/jetstream";
import { InputReader } from "./input-reader.ts";
import { inputSubject, PARTITION } from "./job.ts";
import { keylessToken, keyToken, partitionOf } from "./key-token.ts";
import type { Lane } from "./lane.ts";
import { LaneCache } from "./lane-cache.ts";
import type { OpenJob } from "./open-job.ts";
import { PositionLog } from "./position-log.ts";
import { type Input, readInput } from "./read-input.ts";
import { stepTogether } from "./step-together.ts";
import { writeResult } from "./write-result.ts";

/** Messages that are worked on together. */
const BATCH = 512;
/** Inputs, and milliseconds, from one commit of states and position to the next: what a crash makes work of again. */
const COMMIT_INPUTS = 2_048;
const COMMIT_MS = 500;
/** Keys in memory. */
const LANES = 2_048;

/**
 * Works on one partition: reads its inputs in order, takes their steps, publishes their results and commits the states.
 *
 * A commit writes the states first, then the position. So after a crash the stored states hold at least every input up to
 * the position; what was read beyond is read again, is left out where the key's state has it already, and its result is
 * published only where it is not there yet (see OutputLog). Two workers that both believe the partition theirs do no harm:
 * both find the same results, each is published once, and the one whose claim is older can't commit.
 */
export class Partition {
  readonly index: number;
  readonly #open: OpenJob;
  #stopping = false;

  constructor(index: number, open: OpenJob) {
    this.index = index;
    this.#open = open;
  }

  get isStopping(): boolean {
    return this.#stopping;
  }

  /** Ends `run` after the batch at work, with a commit. */
  stop(): void {
    this.#stopping = true;
  }

  /** Works until `stop`. Rejects where NATS does not answer or another has claimed the partition: then call it again, or not. */
  async run(): Promise<void> {
    const { job, task, client, stream, states, outputs } = this.#open;
    const log = await PositionLog.claim(states, this.index);
    const reader = await InputReader.open(client, stream, inputSubject(job, this.index), log.position);
    const lanes = new LaneCache(states, outputs, task, LANES);
    try {
      let { position } = log;
      let inputs = 0;
      let committed = Date.now();
      while (!this.#stopping) {
        const messages = await reader.take(BATCH, COMMIT_MS);
        position = messages.at(-1)?.seq ?? position;
        inputs += await this.#work(messages, lanes);
        if (inputs < COMMIT_INPUTS && Date.now() - committed < COMMIT_MS) continue;
        await commit(lanes, log, position);
        inputs = 0;
        committed = Date.now();
      }
      await commit(lanes, log, position);
    } finally {
      reader.close();
      lanes.dispose();
    }
  }

  /** The number of messages that were this partition's. */
  async #work(messages: readonly JsMsg[], cache: LaneCache): Promise<number> {
    const keyless = keylessToken(this.index);
    const inputs = messages
      .map(({ seq, data }) => ({ position: seq, input: readInput(data, this.#open.job.key) }))
      .filter(({ input }) => this.#isOwn(input))
      .map((each) => ({ ...each, token: each.input.key === undefined ? keyless : keyToken(each.input.key) }));
    const lanes = await cache.load(
      inputs.map(({ token }) => token),
      keyless,
    );
    for (const { position, input, token } of inputs) lanes.get(token)?.add(position, input);
    await stepTogether(this.#open.task, [...lanes.values()]);
    await Promise.all([...lanes.values()].map((lane) => this.#publish(lane)));
    return inputs.length;
  }

  /** Where all partitions read one subject, each takes the keys that are its own. */
  #isOwn({ key }: Input): boolean {
    const { input, partitions } = this.#open.job;
    return input.includes(PARTITION) || (key === undefined ? 0 : partitionOf(key, partitions)) === this.index;
  }

  /** One after the other: each result names the one before it. */
  async #publish(lane: Lane): Promise<void> {
    const { task, outputs, resultBytes } = this.#open;
    for (const result of lane.takeResults()) {
      if (result.position <= lane.last.position) continue;
      const text = writeResult(result, task, resultBytes);
      lane.last = await outputs.publish(lane.token, result.position, text, lane.last);
    }
  }
}

async function commit(lanes: LaneCache, log: PositionLog, position: number): Promise<void> {
  await lanes.store();
  await log.advance(position);
}
