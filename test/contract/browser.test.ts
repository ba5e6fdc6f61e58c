import { resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleEntries } from "./runtimes/bundle-entries.ts";
import { chromiumMissing, launchChromium } from "./runtimes/chromium.ts";
import { built, modelFile, root } from "./runtimes/paths.ts";
import { serveFiles } from "./runtimes/serve-files.ts";
import { nodeServer } from "./servers/node-server.ts";
import golden from "./vectors.json" with { type: "json" };

const dist = resolve(root, "edge-runtime/browser/dist");
const where = chromiumMissing === undefined ? "" : ` (skipped: ${chromiumMissing})`;
const failures: string[] = [];
let site: Awaited<ReturnType<typeof serveFiles>>;
let browser: Browser;
let tab: Page;

beforeAll(async () => {
  if (chromiumMissing !== undefined) return;
  await bundleEntries();
  site = await serveFiles({
    "/": '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
    "/page.js": resolve(built, "page.js"),
    "/rivulet.js": resolve(dist, "rivulet.js"),
    "/rivulet-worker.js": resolve(dist, "rivulet-worker.js"),
    "/model.safetensors": modelFile,
  });
  browser = await launchChromium();
  tab = await browser.newPage();
  tab.on("pageerror", (error) => failures.push(error.message));
  await tab.goto(site.address);
});

afterAll(async () => {
  await browser?.close();
  await site?.stop();
});

describe.skipIf(chromiumMissing)(`a page with the built bundle and a tagger in its Web Worker${where}`, () => {
  it("tags text, cut anywhere, with the bits of all other runtimes", async () => {
    expect(await tab.evaluate("page.byHand()")).toBe(golden["tags of text"]);
  });

  it("does so with the operators", async () => {
    expect(await tab.evaluate("page.byOperators()")).toEqual({
      text: golden["tagText of text"],
      tokens: golden["tagTokens of text"],
    });
  });

  it("puts a stream down mid-sentence and takes it up", async () => {
    expect(await tab.evaluate("page.handedOver()")).toBe(golden["tags of text"]);
  });

  it("gets the same tags from a server that allows its origin", async () => {
    const server = await nodeServer.start({ allowedOrigins: [site.address] });
    expect(await tab.evaluate(`page.overTheSocket("${server.address}")`)).toBe(golden["tags of text"]);
    await server.stop();
  });

  it("hears the worker's errors by their codes", async () => {
    expect(await tab.evaluate("page.errors()")).toEqual([
      "TOKEN_TOO_LONG",
      "FILE_FOREIGN",
      "FILE_UNREADABLE",
      "SESSION_DISPOSED",
    ]);
  });

  it("throws nothing that nobody catches", () => {
    expect(failures).toEqual([]);
  });
});
