import { defaultLimits, type Limits } from "@rivulet/protocol";
import { z } from "zod";

type NumericLimit = Exclude<keyof Limits, "allowedOrigins">;

const descriptions: Readonly<Record<NumericLimit, string>> = {
  frameBytes: "bytes of a frame",
  nestingDepth: "depth of arrays and maps in a frame",
  tokensPerPush: "tokens in a push",
  tokenLength: "length of a token in UTF-16 units",
  textPerPush: "length of the text of a push in UTF-16 units",
  pushesPerSecond: "messages of a connection in a second; more are slowed down",
  tokensPerSecond: "steps of a connection in a second; more are slowed down",
  resultsAhead: "results of a session on their way without the client's credit",
  queuedBytes: "bytes of a connection's messages that wait for their turn",
  outputBytes: "bytes of a connection's results that wait for the network",
  slowReaderMs: "how long results may stay unread before the connection is closed",
  errorBudget: "errors that a connection may cause at once; one more is granted each second",
  sessionsPerConnection: "open sessions of a connection",
  sessions: "open sessions of a process",
  connections: "connections of a process",
  idleMs: "how long a session may be silent before it is ended",
  openDeadlineMs: "how long a connection may take to open its first session",
  authDeadlineMs: "how long a connection may take to say who it is",
  checkpointSteps: "steps and messages from one checkpoint to the next",
  checkpointMs: "how old a checkpoint may be that a session goes on from",
  closeGraceMs: "how long a server that stops waits for work under way",
};

/** All limits that are numbers, each with its default. */
export const limitOptions = z.strictObject(
  Object.fromEntries(
    Object.entries(descriptions).map(([name, description]) => [
      name,
      z
        .number()
        .positive()
        .default(defaultLimits[name as NumericLimit])
        .describe(description),
    ]),
  ) as Record<NumericLimit, z.ZodDefault<z.ZodNumber>>,
);
