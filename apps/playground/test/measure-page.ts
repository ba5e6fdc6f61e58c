// node scripts/node24.mjs apps/playground/test/measure-page.ts [LOADS]: what the page of `npm start` takes in Chromium. Each
// load is in a new profile, with nothing cached; into the first few 60 words are typed.

import { spawn } from "node:child_process";
import { loadavg } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Page } from "playwright-core";
import { medianOf } from "../src/latency/samples.ts";
import { launch, views } from "./chromium.ts";
import { firstTag, type LongestTask, longestTask } from "./page-figures.ts";

const LOADS = 15;
/** Loads after which it types. */
const TYPED = 3;
const TEXT = "The wind turned west during the night and the fog is lifting.\n".repeat(5);
/** Milliseconds between keys: about 400 words a minute. */
const KEY_MS = 25;

/** A new profile opens a window, whose own pages load first. */
const SETTLE_MS = 1_000;

const root = resolve(import.meta.dirname, "../../..");

/** The server that `npm start` runs, on a free port. */
async function startServer() {
  const command = ["scripts/rivulet.mjs", "serve", "--page", "apps/playground/dist", "--port", "0"];
  const server = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(server.stdout)) {
    const address = /http:\S+/.exec(line)?.[0];
    if (address === undefined) continue;
    server.stdout.resume();
    return { address, stop: () => server.kill("SIGKILL") };
  }
  throw new Error("expected a server that says its address, came one that ended");
}

/** The longest task of the main thread while the text is typed. */
async function type(page: Page): Promise<LongestTask> {
  await page.locator("#text").focus();
  await page.keyboard.press("Control+End");
  return longestTask(page, () => page.keyboard.type(TEXT, { delay: KEY_MS }));
}

const loads = Number(process.argv[2] ?? LOADS);
const [loadAverage] = loadavg();
const server = await startServer();
const browser = await launch();
const firstTagMs: number[] = [];
const longest: LongestTask[] = [];
for (let i = 0; i < loads; i++) {
  const page = await browser.newPage(views.desktop);
  await page.waitForTimeout(SETTLE_MS);
  await page.goto(server.address);
  await page.locator(".tokens .token.final").first().waitFor();
  firstTagMs.push(await firstTag(page));
  if (i < TYPED) longest.push(await type(page));
  await page.close();
}
await browser.close();
server.stop();
const spread = (values: readonly number[]) => ({
  least: Math.round(Math.min(...values)),
  median: Math.round(medianOf(values) ?? 0),
  most: Math.round(Math.max(...values)),
});
const figures = {
  firstTagMs: spread(firstTagMs),
  longestTaskWallMs: spread(longest.map(({ wallMs }) => wallMs)),
  longestTaskProcessorMs: spread(longest.map(({ processorMs }) => processorMs)),
};
console.log(JSON.stringify({ loadAverage, loads, typed: longest.length, ...figures }, null, 2));
