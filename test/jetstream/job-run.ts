import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type JsMsg, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { encodeModelFile } from "@rivulet/formats";
import { keyToken } from "@rivulet/jetstream";
import { connectNats } from "@rivulet/stores/connect-nats";
import type { Answer, JobFeed } from "./job-feed.ts";
import { NatsServer } from "./nats-server.ts";
import { WorkerProcess } from "./worker-process.ts";

const LEASE_MS = 1_000;
const PUBLISHED_TOGETHER = 100;

export interface JobRunOptions {
  readonly feed: JobFeed;
  readonly messages: number;
  readonly workers: number;
  readonly partitions: number;
  /** Messages published in a second. */
  readonly rate: number;
  /** The mean pause between two troubles. */
  readonly troubleMs: number;
  /** Whether NATS itself is killed and started again, too. */
  readonly restartNats: boolean;
  /** Whether the messages come on a subject for each partition. */
  readonly divided?: boolean;
  readonly onProgress?: (line: string) => void;
}

export interface JobReport {
  readonly seconds: number;
  /** How often each kind of trouble was made. */
  readonly troubles: Readonly<Record<Trouble, number>>;
  readonly inputs: number;
  readonly outputs: number;
  /** Inputs without an output, outputs more than one an input, outputs after a later one of their key, other results. */
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  readonly different: number;
  /** How the last workers ended on SIGTERM. */
  readonly exits: readonly (number | string | null)[];
  /** The last lines of workers that ended otherwise. */
  readonly logs: readonly string[];
}

type Trouble = "SIGKILL" | "SIGTERM" | "SIGSTOP" | "NATS";

/** Publishes a feed, has worker processes answer it, makes trouble all the while, and compares every output. */
export async function runJob(options: JobRunOptions): Promise<JobReport> {
  const folder = mkdtempSync(join(tmpdir(), "rivulet-job-"));
  const server = await NatsServer.start();
  const connection = await connectNats(server.url);
  try {
    const modelPath = join(folder, "toy.safetensors");
    writeFileSync(modelPath, encodeModelFile(options.feed.modelFile));
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: "INPUT", subjects: ["in.>"] });
    const subject = options.divided ? "in.{partition}.said" : "in.said";
    const fleet = new Fleet(options.workers, [
      ...["--nats", server.url, "--in", subject, "--out", "answered", "--key", "user", "--job", "trial"],
      ...["--model", modelPath, "--partitions", String(options.partitions), "--lease", String(LEASE_MS)],
    ]);
    const begun = Date.now();
    const outputs = async (): Promise<number> =>
      manager.streams.info("trial").then(
        ({ state }) => state.messages,
        () => 0,
      );
    let going = true;
    const trouble = makeTrouble(fleet, server, options, () => going);
    await publish(connection, options);
    options.onProgress?.(`published ${options.messages} messages`);
    // Trouble until most is done, then time to finish: nothing comes to an end that is always interrupted.
    while ((await outputs()) < options.messages * 0.98) await sleep(100);
    going = false;
    const troubles = await trouble;
    while ((await outputs()) < options.messages) await sleep(50);
    await sleep(2 * LEASE_MS);
    const seconds = (Date.now() - begun - 2 * LEASE_MS) / 1_000;
    const exits = await fleet.end();
    options.onProgress?.("comparing");
    const compared = await compare(connection, options.feed);
    return { seconds, troubles, ...compared, ...exits };
  } finally {
    await connection.close();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As many workers as are wanted; each that ends is followed by another. */
class Fleet {
  readonly #args: readonly string[];
  readonly #workers: WorkerProcess[];

  constructor(count: number, args: readonly string[]) {
    this.#args = args;
    this.#workers = Array.from({ length: count }, () => new WorkerProcess(args));
  }

  async replace(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const index = Math.floor(Math.random() * this.#workers.length);
    await this.#workers[index].end(signal);
    this.#workers[index] = new WorkerProcess(this.#args);
  }

  /** Puts one to sleep for longer than its lease: it wakes up as one that others have taken over from. */
  async suspend(): Promise<void> {
    const worker = this.#workers[Math.floor(Math.random() * this.#workers.length)];
    worker.signal("SIGSTOP");
    await sleep(2.5 * LEASE_MS);
    worker.signal("SIGCONT");
  }

  async end(): Promise<Pick<JobReport, "exits" | "logs">> {
    const exits = await Promise.all(this.#workers.map((worker) => worker.end("SIGTERM")));
    return { exits, logs: this.#workers.filter((_, index) => exits[index] !== 0).map(({ log }) => log) };
  }
}

async function makeTrouble(
  fleet: Fleet,
  server: NatsServer,
  { troubleMs, restartNats, onProgress }: JobRunOptions,
  isGoing: () => boolean,
): Promise<Record<Trouble, number>> {
  const troubles = { SIGKILL: 0, SIGTERM: 0, SIGSTOP: 0, NATS: 0 };
  const kinds: readonly Trouble[] = ["SIGKILL", "SIGKILL", "SIGSTOP", "SIGKILL", "SIGTERM", "SIGKILL", "NATS"];
  for (let round = 0; ; round++) {
    await sleep(troubleMs * (0.5 + Math.random()));
    if (!isGoing()) return troubles;
    const kind = kinds[round % kinds.length];
    if (kind === "NATS" && !restartNats) continue;
    troubles[kind]++;
    onProgress?.(kind);
    if (kind === "SIGSTOP") await fleet.suspend();
    else if (kind !== "NATS") await fleet.replace(kind);
    else {
      await server.kill();
      await sleep(300);
      await server.start();
    }
  }
}

type Connection = Awaited<ReturnType<typeof connectNats>>;

/** The key of a message is always in the same partition; which one is the producer's own business. */
function subjectOf(key: string | null, index: number, { divided, partitions }: JobRunOptions): string {
  if (!divided) return "in.said";
  return `in.${(key === null ? index : key.length + key.charCodeAt(key.length - 1)) % partitions}.said`;
}

async function publish(connection: Connection, options: JobRunOptions): Promise<void> {
  const client = jetstream(connection);
  const begun = Date.now();
  for (let from = 0; from < options.messages; from += PUBLISHED_TOGETHER) {
    const count = Math.min(PUBLISHED_TOGETHER, options.messages - from);
    for (let done = false; !done; ) {
      const acks = Array.from({ length: count }, (_, offset) => {
        const { data, key } = options.feed.message(from + offset);
        const msgID = String(from + offset);
        return client.publish(subjectOf(key, from + offset, options), data, { msgID });
      });
      const outcomes = await Promise.allSettled(acks);
      // NATS was away: sent once more, and what had come through is known by its number.
      done = outcomes.every(({ status }) => status === "fulfilled");
    }
    const due = begun + ((from + count) / options.rate) * 1_000;
    if (due > Date.now()) await sleep(due - Date.now());
  }
}

/** Reads the whole of a stream, in order. */
async function* readAll(connection: Connection, stream: string): AsyncGenerator<JsMsg> {
  const manager = await jetstreamManager(connection);
  const { state } = await manager.streams.info(stream);
  if (state.messages === 0) return;
  const consumer = await jetstream(connection).consumers.get(stream, { opt_start_seq: 1 });
  for await (const message of await consumer.consume({ max_messages: 2_000 })) {
    yield message;
    if (message.seq >= state.last_seq) return;
  }
}

type Output = Omit<Answer, "code"> & { readonly error?: { readonly code: string } };

/** Holds every output against that of a run that nothing interrupts. */
async function compare(
  connection: Connection,
  feed: JobFeed,
): Promise<Pick<JobReport, "inputs" | "outputs" | "lost" | "doubled" | "disordered" | "different">> {
  const oracle = feed.oracle();
  const missing = new Map<number, string>();
  for await (const { seq, headers } of readAll(connection, "INPUT")) {
    const answer = oracle.answer(Number(headers?.get("Nats-Msg-Id")), seq);
    missing.set(seq, JSON.stringify(answer));
  }
  const counts = { inputs: missing.size, outputs: 0, lost: 0, doubled: 0, disordered: 0, different: 0 };
  const latest = new Map<string, number>();
  for await (const message of readAll(connection, "trial")) {
    const { error, ...output } = message.json<Output>();
    const { key, seq } = output;
    const answer: Answer = { ...output, ...(error === undefined ? {} : { code: error.code }) };
    const expected = missing.get(seq);
    counts.outputs++;
    if (expected === undefined) counts.doubled++;
    else if (expected !== JSON.stringify(answer)) counts.different++;
    if (seq <= (latest.get(message.subject) ?? 0)) counts.disordered++;
    if (key !== null && message.subject !== `answered.${keyToken(key)}`) counts.different++;
    latest.set(message.subject, seq);
    missing.delete(seq);
  }
  return { ...counts, lost: missing.size };
}
