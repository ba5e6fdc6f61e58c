import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = process.env.RIVULET_CHROMIUM ?? "/usr/bin/chromium";
const args = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

export const chromiumMissing = existsSync(executablePath) ? undefined : `no Chromium at ${executablePath}`;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}
