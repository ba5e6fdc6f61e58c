import { type DestinationStream, type Logger, pino } from "pino";

/** Where a secret would stand if anything wrote one; nothing does, and this is the second lock. */
const secrets = ["token", "ticket", "authorization", "secret", "key", "id", "text", "tokens"];

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** Structured logs, one JSON object a line, on standard error unless said otherwise. */
export function createLog(level: LogLevel, destination: DestinationStream = pino.destination(2)): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`]);
  return pino({ level, base: { pid: process.pid }, redact: { paths, censor: "[secret]" } }, destination);
}
