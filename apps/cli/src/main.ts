#!/usr/bin/env node
import { createProgram } from "./create-program.ts";
import { exitQuietlyOnBrokenPipe } from "./exit-quietly-on-broken-pipe.ts";
import { exitCodeOf, formatError } from "./format-error.ts";

exitQuietlyOnBrokenPipe();
try {
  await createProgram().parseAsync();
} catch (error) {
  const text = formatError(error);
  if (text !== undefined) process.stderr.write(`${text}\n`);
  process.exitCode = exitCodeOf(error);
}
