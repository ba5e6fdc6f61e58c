import {
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from "@nats-io/jetstream";
import { type KV, Kvm } from "@nats-io/kv";
import type { NatsConnection } from "@nats-io/nats-core";
import { RivuletError } from "@rivulet/errors";
import { checkSameJob, inputSubject, type Job, type JobOptions, jobOf } from "./job.ts";
import { isConflict, OutputLog } from "./output-log.ts";
import type { Task } from "./task.ts";

const REQUEST_MS = 10_000;
/** What the headers of a result may take of a message. */
const HEADER_BYTES = 1_024;

/** A job with its places in NATS. */
export interface OpenJob {
  readonly job: Job;
  readonly task: Task;
  readonly client: JetStreamClient;
  /** The stream of the inputs. */
  readonly stream: string;
  readonly outputs: OutputLog;
  /** The states of the keys, how far each partition is, what the job was begun with. */
  readonly states: KV;
  /** Who is there, who has which partition. What is not renewed in time goes by itself. */
  readonly leases: KV;
  /** The largest result that can be published. */
  readonly resultBytes: number;
}

/**
 * Finds the streams, makes what is missing, and checks that the job was begun with the same options and model.
 * Rejects with ARGUMENT_INVALID, CONNECTION_FAILED.
 */
export async function openJob(
  connection: NatsConnection,
  task: Task,
  options: JobOptions,
  leaseMs: number,
): Promise<OpenJob> {
  const job = jobOf(options);
  try {
    const manager = await jetstreamManager(connection, { timeout: REQUEST_MS });
    const client = jetstream(connection, { timeout: REQUEST_MS });
    const stream = options.stream ?? (await findInput(manager, job));
    const { created, config } = await manager.streams.info(stream);
    if (config.retention !== "limits") {
      // It would forget what is acknowledged, or what nobody waits for; the job reads again what it had not finished.
      throw invalid(`expected stream ${stream} with limits as its retention, came ${config.retention}`);
    }
    const output = await findOutput(manager, job);
    if (output === stream) throw invalid(`expected ${job.output} in another stream than ${job.input}, came ${stream}`);
    const buckets = new Kvm(client);
    const keep = { history: 1, allow_direct: false };
    const [states, leases] = await Promise.all([
      buckets.create(`rivulet-${job.name}`, keep),
      buckets.create(`rivulet-${job.name}-leases`, { ...keep, ttl: leaseMs }),
    ]);
    await checkBegun(states, job.name, {
      ...job,
      ...task.options,
      stream,
      created: String(created),
      model: task.fingerprint,
    });
    return {
      job,
      task,
      client,
      stream,
      outputs: new OutputLog(client, manager, { stream: output, subject: job.output, job: job.name }),
      states,
      leases,
      resultBytes: (connection.info?.max_payload ?? 1_048_576) - HEADER_BYTES,
    };
  } catch (cause) {
    if (cause instanceof RivuletError) throw cause;
    const detail = `expected NATS with JetStream, came ${cause instanceof Error ? cause.message : cause}`;
    throw new RivuletError("CONNECTION_FAILED", detail, { cause });
  }
}

async function findInput(manager: JetStreamManager, job: Job): Promise<string> {
  const subject = inputSubject(job, "*");
  const found = await findStream(manager, subject);
  if (found !== undefined) return found;
  throw invalid(`expected a subject that a stream has, came ${subject}`);
}

async function findOutput(manager: JetStreamManager, { name, output }: Job): Promise<string> {
  const found = await findStream(manager, `${output}.key`);
  if (found !== undefined) return found;
  const { config } = await manager.streams.add({ name, subjects: [`${output}.>`] });
  return config.name;
}

async function findStream(manager: JetStreamManager, subject: string): Promise<string | undefined> {
  try {
    return await manager.streams.find(subject);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
    throw error;
  }
}

async function checkBegun(states: KV, name: string, job: object): Promise<void> {
  try {
    await states.create("job", JSON.stringify(job));
  } catch (error) {
    const entry = isConflict(error) ? await states.get("job") : null;
    if (entry === null) throw error;
    checkSameJob(name, entry.json<object>(), job);
  }
}

function invalid(detail: string): RivuletError {
  return new RivuletError("ARGUMENT_INVALID", detail);
}
