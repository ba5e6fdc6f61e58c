import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { RunningServer } from "@rivulet/runtime-node";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, launch, views } from "./chromium.ts";
import { openPage, servePage } from "./open-page.ts";

/** Where the pictures go; RIVULET_SCREENSHOTS=docs makes those of the documentation anew. */
const root = resolve(import.meta.dirname, "../../..");
const folder = resolve(root, process.env.RIVULET_SCREENSHOTS ?? "test/results/screenshots");

const text = "There is no time like the present, so present your plan.\nThe onions go in before the garlic, because ";

let server: RunningServer;
let browser: Browser;

async function type(page: Page, text: string, delay: number): Promise<void> {
  await page.locator("#text").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(text, { delay });
}

/** What there is to see: a page in the middle of a sentence, and what each picture shows besides. */
const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  "desktop-light": (page) => type(page, text, 25),
  "desktop-dark": async (page) => {
    await page.getByRole("radio", { name: "Over the socket" }).check();
    await type(page, text, 25);
    await page.getByRole("button", { name: "Pull the plug" }).click();
    await type(page, "garlic burns ", 25);
    await page.getByRole("button", { name: "Put it back in" }).click();
    await page.getByText("Back after").waitFor();
    await page.getByRole("radio", { name: "Cell" }).check();
  },
  "phone-light": async (page) => {
    await page.getByRole("radio", { name: "Over the socket" }).check();
    await type(page, text, 25);
    await page.getByRole("button", { name: "Pull the plug" }).click();
    await type(page, "garlic burns ", 25);
  },
  "phone-dark": async (page) => {
    await type(page, text, 25);
    await page.getByRole("slider", { name: "Colour the text by unit" }).fill("92");
  },
};

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  return violations
    .filter(({ impact }) => impact !== "minor")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

describe.skipIf(!hasChromium)("the page in Chromium looks as it should", () => {
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    [server, browser] = await Promise.all([servePage(), launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(Object.entries(scenes))("%s: a picture, and nothing that axe minds", async (name, play) => {
    const [view, colorScheme] = name.split("-") as [keyof typeof views, "light" | "dark"];
    const { page, complaints } = await openPage(browser, server, { ...views[view], colorScheme });
    await play(page);
    await page.locator("h1").click();
    await page.waitForTimeout(300);
    expect(await seriousFindings(page)).toEqual([]);
    await page.screenshot({ path: resolve(folder, `playground-${name}.png`), fullPage: true, scale: "css" });
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
