import { existsSync } from "node:fs";
import { installed } from "./installed.ts";

export const denoExecutable = installed("deno/deno");
export const denoMissing = existsSync(denoExecutable) ? undefined : "Deno is not installed";
