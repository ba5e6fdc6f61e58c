import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Answer, Question } from "../suite/messages.ts";
import { built, modelFile } from "./paths.ts";
import type { RunningRuntime, Runtime } from "./runtime.ts";

const run = promisify(execFile);

export interface Command {
  readonly name: string;
  /** Path of the executable. */
  readonly executable: string;
  readonly args?: readonly string[];
  /** Name of the bundled entry. */
  readonly entry: string;
}

/** A runtime that is a command: each question is a process of its own. */
export function commandRuntime({ name, executable, args = [], entry }: Command): Runtime {
  return {
    name,
    missing: existsSync(executable) ? undefined : `${name} is not installed`,
    async start(): Promise<RunningRuntime> {
      const folder = await mkdtemp(join(tmpdir(), "rivulet-contract-"));
      const { stdout } = await run(executable, ["--version"]);
      return {
        version: stdout.split("\n")[0],
        async ask<Q extends Question>(question: Q): Promise<Answer<Q>> {
          const file = join(folder, `${question.ask}.json`);
          await writeFile(file, JSON.stringify([question]));
          const program = [...args, resolve(built, `${entry}.js`), modelFile, file];
          const answer = await run(executable, program, { maxBuffer: 2 ** 26 });
          return JSON.parse(answer.stdout)[0];
        },
        stop: () => rm(folder, { recursive: true }),
      };
    },
  };
}
