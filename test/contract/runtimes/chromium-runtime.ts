import { resolve } from "node:path";
import type { Answer, Question } from "../suite/messages.ts";
import { chromiumMissing, launchChromium } from "./chromium.ts";
import { built, modelFile } from "./paths.ts";
import type { RunningRuntime, Runtime } from "./runtime.ts";
import { serveFiles } from "./serve-files.ts";

declare const contract: (question: Question) => Promise<unknown>;

/** A page with the bundled suite. */
export const chromiumRuntime: Runtime = {
  name: "Chromium",
  missing: chromiumMissing,
  async start(): Promise<RunningRuntime> {
    const site = await serveFiles({
      "/": '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/browser.js"></script>',
      "/browser.js": resolve(built, "browser.js"),
      "/model.safetensors": modelFile,
    });
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto(site.address);
    return {
      version: `Chromium ${browser.version()}`,
      async ask<Q extends Question>(question: Q): Promise<Answer<Q>> {
        return (await page.evaluate((asked: Question) => contract(asked), question)) as Answer<Q>;
      },
      async stop() {
        await browser.close();
        await site.stop();
      },
    };
  },
};
