import { readFileSync } from "node:fs";
import { TaggerModel } from "@rivulet/live";
import { shippedModels } from "@rivulet/models";
import { type RunningServer, readFiles, serve } from "@rivulet/runtime-node";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { views } from "./chromium.ts";

const [{ name, url }] = shippedModels;
const bytes = readFileSync(url);

/** What the page runs and the server serves. */
export const model = TaggerModel.load(bytes);

/** The built page, served by a server that takes a checkpoint every few words. */
export async function servePage(): Promise<RunningServer> {
  const files = await readFiles(new URL("../dist", import.meta.url).pathname);
  files.set(`/models/${name}.safetensors`, bytes);
  return serve({ port: 0, models: new Map([[name, model]]), files, limits: { checkpointSteps: 16 } });
}

export interface OpenPage {
  readonly page: Page;
  /** What the browser complained of: errors, refused code, requests that failed. */
  readonly complaints: readonly string[];
  /** Where the page asked for something. */
  readonly hosts: ReadonlySet<string>;
}

/** The page, opened and with the tags of the text that it begins with. */
export async function openPage(
  browser: Browser,
  server: RunningServer,
  options: BrowserContextOptions = views.desktop,
): Promise<OpenPage> {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const hosts = new Set<string>();
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  context.on("request", (request) => hosts.add(new URL(request.url()).host));
  await page.goto(`http://${server.host}:${server.port}/`);
  await page.locator(".tokens .token.final").first().waitFor();
  return { page, complaints, hosts };
}
