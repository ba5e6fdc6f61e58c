import type { RunningServer } from "@rivulet/runtime-node";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transcripts } from "../src/transcript/transcripts.ts";
import { hasChromium, launch, views } from "./chromium.ts";
import { openPage, servePage } from "./open-page.ts";
import { shownTags, tagsOf } from "./shown-tags.ts";

const first = "Have you been running long, or just walking?\nPlease tell her that that question is still open.\n";
const more = "There is no time like the present, so present your plan.\nThe onions go in before the garlic ";

let server: RunningServer;
let browser: Browser;

async function type(page: Page, text: string): Promise<void> {
  await page.locator("#text").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(text, { delay: 4 });
}

/** Waits until the page shows the tags of the text. */
async function expectTagsOf(page: Page, text: string): Promise<void> {
  await expect.poll(() => shownTags(page), { timeout: 15_000 }).toEqual(tagsOf(text));
}

describe.skipIf(!hasChromium)("the page in Chromium", () => {
  beforeAll(async () => {
    [server, browser] = await Promise.all([servePage(), launch()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it("tags on this device what a tagger on Node tags, provisional, revised and final", async () => {
    const { page, complaints, hosts } = await openPage(browser, server);
    await expectTagsOf(page, first);
    await type(page, more);
    await expectTagsOf(page, first + more);
    expect(await page.locator(".tokens .token.provisional, .tokens .token.revised").count()).toBeGreaterThan(0);
    expect(await page.locator(".tokens .token[data-revised=true] s").allTextContents()).toContain("VERB");
    expect(server.sessions).toBe(0);
    expect([complaints, [...hosts]]).toEqual([[], [`${server.host}:${server.port}`]]);
    await page.context().close();
  });

  it("reads anew where what was said is changed", async () => {
    const { page } = await openPage(browser, server);
    await page.locator("#text").fill("The cats that ate were full.\n");
    await expectTagsOf(page, "The cats that ate were full.\n");
    await page.getByRole("button", { name: "Clear" }).click();
    await expectTagsOf(page, "");
    await page.context().close();
  });

  it("goes over the socket, loses it in the middle of a sentence, and goes on to the same bits", async () => {
    const { page, complaints } = await openPage(browser, server);
    const status = page.locator(".panel-connection");
    await page.getByRole("radio", { name: "Over the socket" }).check();
    await expectTagsOf(page, first);
    await type(page, more);
    await expectTagsOf(page, first + more);
    expect(server.sessions).toBe(1);

    await page.getByRole("button", { name: "Pull the plug" }).click();
    await type(page, "because garlic burns fast.\n");
    await expect.poll(() => status.textContent()).toContain("4 pushes waiting here");
    expect(await shownTags(page)).toEqual(tagsOf(first + more));
    await page.getByRole("button", { name: "Put it back in" }).click();
    await expectTagsOf(page, `${first}${more}because garlic burns fast.\n`);
    const told = (await status.textContent()) ?? "";
    expect(told).toMatch(
      /Back after [\d.]+ s: from a checkpoint, from message \d+ on \(epoch 2\)\. 4 pushes had waited/,
    );
    const words = tagsOf(`${first}${more}because garlic burns fast.\n`).length;
    expect(told).toContain(`${words} of ${words} final tags are those of an unbroken run on this device, to the bit`);
    await page.getByRole("radio", { name: "On this device" }).check();
    await expectTagsOf(page, `${first}${more}because garlic burns fast.\n`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("plays a transcript at speaking speed, and stops", async () => {
    const { page } = await openPage(browser, server);
    await page.getByRole("button", { name: transcripts[1].name }).click();
    const box = page.locator("#text");
    await expect.poll(() => box.inputValue(), { timeout: 10_000 }).toMatch(/^Good morning from the harbour\.\n/);
    await page.getByRole("button", { name: transcripts[1].name }).click();
    const said = await box.inputValue();
    expect(transcripts[1].text.startsWith(said)).toBe(true);
    await expectTagsOf(page, said);
    await page.context().close();
  });

  it("shows the state and the gates, and colours the text by a unit, by pointer and by keyboard", async () => {
    const { page } = await openPage(browser, server);
    const values = () => page.locator(".tokens .value").allTextContents();
    await page.getByRole("radio", { name: "Forget gate" }).check();
    await page.getByRole("slider", { name: "Colour the text by unit" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(async () => (await values()).length).toBe(tagsOf(first).length);
    await expect.poll(async () => (await values()).every((value) => /^[01]\.\d\d$/.test(value))).toBe(true);
    const byKeyboard = await values();
    await page.locator(".strip-field").hover({ position: { x: 40, y: 200 } });
    await expect.poll(values).not.toEqual(byKeyboard);
    await page.mouse.move(0, 0);
    await expect.poll(values).toEqual(byKeyboard);
    await page.getByRole("button", { name: "Back to tags" }).click();
    await expectTagsOf(page, first);
    await page.context().close();
  });

  it("tells a screen reader what became final", async () => {
    const { page } = await openPage(browser, server);
    const heard = () => page.locator("[aria-live=polite]").textContent();
    await expect.poll(heard, { timeout: 10_000 }).toMatch(/words tagged/);
    await type(page, "We wait.\n");
    await expect.poll(heard, { timeout: 10_000 }).toBe("We, pronoun; wait, verb; ., punctuation");
    await page.context().close();
  });

  it.each(Object.entries(views))("fits a %s without scrolling sideways", async (_, view) => {
    const { page } = await openPage(browser, server, view);
    const { width } = view.viewport;
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.context().close();
  });
});
