import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { type JobOptions, startWorker, type WorkerOptions } from "@rivulet/jetstream";
import { TaggerModel } from "@rivulet/live";
import { toyTaggerFile } from "@rivulet/live/testing";
import { connectNats } from "@rivulet/stores/connect-nats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasNats, NatsServer } from "./nats-server.ts";

const model = TaggerModel.fromFile(toyTaggerFile());
const options: JobOptions = { input: "in", output: "out", key: "user", partitions: 2, name: "job" };

type Connection = Awaited<ReturnType<typeof connectNats>>;

interface Output {
  readonly seq: number;
  readonly tags: readonly { readonly index: number }[];
}

describe.skipIf(!hasNats)("a job", () => {
  let server: NatsServer;
  let connection: Connection;
  const start = (more: Partial<WorkerOptions> = {}) =>
    startWorker(connection, model, { ...options, leaseMs: 1_000, ...more });
  const say = async (user: string, ...tokens: string[]): Promise<number> =>
    (await jetstream(connection).publish("in", JSON.stringify({ user, tokens }))).seq;
  const outputs = async (stream: string): Promise<Output[]> => {
    const manager = await jetstreamManager(connection);
    const { state } = await manager.streams.info(stream);
    const all = Array.from({ length: state.last_seq }, (_, index) =>
      manager.streams.getMessage(stream, { seq: index + 1 }),
    );
    return (await Promise.all(all)).flatMap((message) => (message === null ? [] : [message.json<Output>()]));
  };
  /** Works until the outputs are so many. */
  const workUntil = async (count: number): Promise<Output[]> => {
    const worker = await start();
    await expect.poll(async () => (await outputs("job")).length, { timeout: 10_000 }).toBe(count);
    await worker.stop();
    return outputs("job");
  };

  beforeAll(async () => {
    server = await NatsServer.start();
    connection = await connectNats(server.url);
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: "INPUT", subjects: ["in"] });
    await manager.streams.add({ name: "QUEUE", subjects: ["queue"], retention: "workqueue" });
    await manager.streams.add({ name: "BOTH", subjects: ["both.>"] });
    // A dedup window that is long past when a worker comes back.
    await manager.streams.add({ name: "job", subjects: ["out.>"], duplicate_window: 100_000_000 });
  });
  afterAll(async () => {
    await connection.close();
    await server.remove();
    expect(model.liveSessions).toBe(0);
  });

  it("goes on where it was stopped", async () => {
    await say("a", "the", "cat");
    await say("b", "the");
    expect((await workUntil(2)).map(({ seq }) => seq).toSorted()).toEqual([1, 2]);
    await say("a", "ate");
    const [, , last] = await workUntil(3);
    expect(last).toMatchObject({ seq: 3 });
    expect(last.tags.at(-1)?.index).toBe(2);
  });

  it("publishes nothing again that it has forgotten to have published, the dedup window being over", async () => {
    const before = await outputs("job");
    const manager = await jetstreamManager(connection);
    // As if the worker had died after its results came through and before any commit.
    for (const filter of ["$KV.rivulet-job.state.>", "$KV.rivulet-job.position.>"]) {
      await manager.streams.purge("KV_rivulet-job", { filter });
    }
    await say("a", "again");
    const after = await workUntil(before.length + 1);
    expect(after.slice(0, -1)).toEqual(before);
    // The state was made anew from the inputs.
    expect(after.at(-1)?.tags.at(-1)?.index).toBe(3);
  });

  it("is refused with other options than it was begun with", async () => {
    await expect(start({ partitions: 3 })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    await expect(start({ sentences: true })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
    const other = TaggerModel.fromFile(toyTaggerFile({ seed: 2 }));
    await expect(startWorker(connection, other, options)).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });

  it.each<[string, Partial<JobOptions>]>([
    ["no stream has the subject", { input: "nowhere" }],
    ["the stream forgets what is acknowledged", { input: "queue" }],
    ["results would be inputs", { input: "both.in", output: "both.out" }],
    ["results have no subject of their own", { output: "out.*" }],
    ["there is no partition", { partitions: 0 }],
    ["there is no field", { key: "" }],
  ])("is refused where %s", async (_, change) => {
    await expect(start({ name: "other", ...change })).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });

  it("ends where others publish on its subjects, for then nothing tells what is published", async () => {
    await jetstream(connection).publish("out.stranger", "hello");
    await say("stranger", "the");
    const worker = await start();
    await expect(worker.finished).rejects.toMatchObject({ code: "ARGUMENT_INVALID" });
  });
});
