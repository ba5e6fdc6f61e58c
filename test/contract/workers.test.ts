import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { connect } from "@rivulet/client";
import { TaggerModel, TextTagger } from "@rivulet/live";
import type { Tag } from "@rivulet/protocol";
import { nodeWebSocket } from "@rivulet/runtime-node";
import { beforeAll, describe, expect, it } from "vitest";
import { bundleEntries } from "./runtimes/bundle-entries.ts";
import { node24 } from "./runtimes/node-executables.ts";
import { built, modelFile, root } from "./runtimes/paths.ts";
import { startWorkerd, type WorkerdOptions, workerdMissing } from "./runtimes/workerd-process.ts";
import { withAssets, workerBindings } from "./servers/workerd-server.ts";
import { firstHalf, secondHalf } from "./suite/text.ts";

/** workerd puts an object to sleep after ten seconds without anything. */
const ASLEEP_MS = 12_000;
const where = workerdMissing === undefined ? "" : ` (skipped: ${workerdMissing})`;
const expected: Tag[] = [];

beforeAll(async () => {
  await bundleEntries();
  const tagger = new TextTagger(TaggerModel.load(await readFile(modelFile)));
  expected.push(...tagger.push(firstHalf), ...tagger.push(secondHalf), ...tagger.flush());
  tagger.dispose();
});

function start(options: Partial<WorkerdOptions> = {}) {
  const modules = withAssets(built, "observed-worker.js");
  return startWorkerd({ modules, ...workerBindings, json: { LIMITS: { idleMs: 60_000 } }, ...options });
}

async function birthsAt(address: string): Promise<number> {
  return (await fetch(`${address}/births`)).json() as Promise<number>;
}

async function openAt(address: string, sessions: number) {
  const client = await connect(address.replace("http", "ws"), { WebSocket: nodeWebSocket });
  const opened = [];
  for (let i = 0; i < sessions; i++) {
    const session = await client.open();
    const tags: Tag[] = [];
    session.tags$.subscribe((tag) => tags.push(tag));
    opened.push({ session, tags });
  }
  return { client, opened };
}

describe("a connection in a Durable Object", () => {
  // One session is small enough for the socket's attachment, eight are not.
  it.skipIf(workerdMissing).concurrent.each([1, 8])(
    `goes on with the same bits when its object has slept, %i sessions${where}`,
    async (sessions) => {
      const { address, stop } = await start();
      const { client, opened } = await openAt(address, sessions);
      for (const { session } of opened) await session.push(firstHalf);
      expect(await birthsAt(address)).toBe(1);
      await sleep(ASLEEP_MS);
      for (const { session } of opened) {
        await session.push(secondHalf);
        await session.flush();
      }
      expect(await birthsAt(address)).toBe(2);
      for (const { session, tags } of opened) {
        expect(tags).toEqual(expected);
        await session.close();
      }
      await client.close();
      await stop();
    },
  );

  it.skipIf(workerdMissing)(`is taken up from its checkpoint when everything was thrown away${where}`, async () => {
    const first = await start();
    const port = Number(new URL(first.address).port);
    const { client, opened } = await openAt(first.address, 1);
    const [{ session, tags }] = opened;
    await session.push(firstHalf);
    await first.stop();
    const second = await start({ port });
    await session.push(secondHalf);
    await session.flush();
    expect(tags).toEqual(expected);
    await session.close();
    await client.close();
    await second.stop();
  });
});

const wrangler = resolve(root, "edge-runtime/workers/node_modules/wrangler/bin/wrangler.js");
const wranglerMissing = existsSync(wrangler) ? undefined : "wrangler is not installed";

it.skipIf(wranglerMissing)("is ready to deploy: wrangler takes every module and binding", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-deploy-"));
  const { stdout } = await promisify(execFile)(node24, [wrangler, "deploy", "--dry-run", "--outdir", folder], {
    cwd: resolve(root, "edge-runtime/workers"),
    env: { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true", NO_COLOR: "1" },
  });
  expect(stdout).toMatch(/ConnectionObject/);
  expect(stdout).toMatch(/SessionRecord/);
  expect(stdout).toMatch(/model\.safetensors/);
  expect(stdout).toMatch(/kernels-dot\.wasm/);
  await rm(folder, { recursive: true });
});
