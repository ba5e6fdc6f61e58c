import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const program = resolve(import.meta.dirname, "../dist/rivulet.js");

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The built command line as a real process. */
export function startRivulet(
  args: readonly string[],
  { nodeArguments = [], environment = {} }: ProcessOptions = {},
): ChildProcessWithoutNullStreams {
  const env = { ...process.env, NO_COLOR: "1", ...environment };
  return spawn(process.execPath, [...nodeArguments, program, ...args], { env });
}

/** Runs it to its end with `input` on standard input. */
export async function runRivulet(args: readonly string[], input = "", options: ProcessOptions = {}): Promise<Outcome> {
  const child = startRivulet(args, options);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}
