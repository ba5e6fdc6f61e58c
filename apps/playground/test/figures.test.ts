import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { RunningServer } from "@rivulet/runtime-node";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, launch } from "./chromium.ts";
import { openPage, servePage } from "./open-page.ts";
import { firstTag, longTasks, processorTime } from "./page-figures.ts";

const results = resolve(import.meta.dirname, "../../../test/results");

let server: RunningServer;
let browser: Browser;

/** Figures are told and kept, not judged: a test machine may be busy. */
describe.skipIf(!hasChromium)("what the page takes in Chromium", () => {
  beforeAll(async () => {
    [server, browser] = await Promise.all([servePage(), launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it("tells the time to the first tag, what typing blocks, and the medians that it shows", async () => {
    const { page } = await openPage(browser, server);
    const firstTagMs = await firstTag(page);
    const typed = "The wind turned west during the night and the fog is lifting.\n".repeat(4);
    let busyMs = 0;
    const blockedMs = await longTasks(page, async () => {
      await page.locator("#text").focus();
      await page.keyboard.press("Control+End");
      busyMs = await processorTime(page, () => page.keyboard.type(typed, { delay: 30 }));
    });
    const medians = await page.locator(".medians dd").allTextContents();
    const processorMsPerKey = busyMs / typed.length;
    const figures = { firstTagMs, blockedMs, processorMsPerKey, step: medians[0], wordToTag: medians[1] };
    mkdirSync(results, { recursive: true });
    writeFileSync(resolve(results, "playground.json"), `${JSON.stringify(figures, null, 2)}\n`);
    console.log(`playground: ${JSON.stringify(figures)}`);
    expect(firstTagMs).toBeGreaterThan(0);
    expect(medians).toEqual([expect.stringMatching(/ [µm]s$/), expect.stringMatching(/ [µm]s$/)]);
    await page.context().close();
  });

  it("takes a long paste and stays usable", async () => {
    const { page } = await openPage(browser, server);
    const sentence = "Two small boats left before dawn, and one of them has already come back.\n";
    const blockedMs = await longTasks(page, async () => {
      await page.locator("#text").fill(sentence.repeat(600));
      await expect
        .poll(() => page.locator(".tokens .before").textContent(), { timeout: 30_000 })
        .toBe("9360 earlier words");
      await page.getByRole("button", { name: "Clear" }).click();
      await page.getByText("Nothing has been said yet.").waitFor();
    });
    console.log(`playground, a paste of 9,600 words: ${JSON.stringify({ blockedMs })}`);
    await page.context().close();
  });
});
