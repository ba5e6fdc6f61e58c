import { RivuletError } from "@rivulet/errors";

/** What is checked of a frame before it is decoded. */
export interface FrameLimits {
  /** Size of a frame in bytes. */
  readonly frameBytes: number;
  /** Nesting depth of arrays and maps in a frame. */
  readonly nestingDepth: number;
}

/** What a client has to know of the server's limits; `opened` carries it. */
export interface AnnouncedLimits {
  readonly frameBytes: number;
  readonly tokensPerPush: number;
  /** Length of a token in UTF-16 units. */
  readonly tokenLength: number;
  /** Length of the text of one push in UTF-16 units; a unit gives at most one token. */
  readonly textPerPush: number;
  readonly pushesPerSecond: number;
  readonly tokensPerSecond: number;
  /** Results (`tags` and `ack`) of a session that may be on their way without the client's `credit`. */
  readonly resultsAhead: number;
}

/** All limits of a server. */
export interface Limits extends FrameLimits, AnnouncedLimits {
  /**
   * Frames of one connection that wait for their turn, in bytes; at a quarter of it the server stops reading: what it
   * has read by then still has room.
   */
  readonly queuedBytes: number;
  /** Unsent output of one connection in bytes; beyond it the connection's sessions wait. */
  readonly outputBytes: number;
  /** How long output may stay beyond that before the connection is closed. */
  readonly slowReaderMs: number;
  /** Errors that one connection may cause at once; one more is granted each second. */
  readonly errorBudget: number;
  readonly sessionsPerConnection: number;
  readonly sessions: number;
  readonly connections: number;
  /** A session without a message for so long is ended; a connection without a session closed. */
  readonly idleMs: number;
  /** How long a connection may take to open its first session. */
  readonly openDeadlineMs: number;
  /** How long a connection may take to say who it is, where the server asks. */
  readonly authDeadlineMs: number;
  /** Steps and messages of a session from one checkpoint to the next: about what a client keeps to send again. */
  readonly checkpointSteps: number;
  /** How old a checkpoint may be that a session goes on from. */
  readonly checkpointMs: number;
  /** How long a server that stops waits for work that is under way. */
  readonly closeGraceMs: number;
  /** Web origins whose pages may connect, exactly as in the Origin header; "*" is all. Other programs send none. */
  readonly allowedOrigins: readonly string[];
}

/** Safe for a server on the open network. */
export const defaultLimits: Limits = {
  frameBytes: 65_536,
  nestingDepth: 8,
  tokensPerPush: 256,
  tokenLength: 1_024,
  textPerPush: 4_096,
  pushesPerSecond: 1_000,
  tokensPerSecond: 10_000,
  resultsAhead: 256,
  queuedBytes: 262_144,
  outputBytes: 1_048_576,
  slowReaderMs: 30_000,
  errorBudget: 32,
  sessionsPerConnection: 16,
  sessions: 10_000,
  connections: 10_000,
  idleMs: 300_000,
  openDeadlineMs: 10_000,
  authDeadlineMs: 5_000,
  checkpointSteps: 256,
  checkpointMs: 86_400_000,
  closeGraceMs: 5_000,
  allowedOrigins: [],
};

/** The default limits with some replaced. Throws ARGUMENT_INVALID on a value that is no limit. */
export function limitsWith(changes: Partial<Limits> = {}): Limits {
  const limits = { ...defaultLimits, ...changes };
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value !== "number" || (Number.isFinite(value) && value > 0)) continue;
    throw new RivuletError("ARGUMENT_INVALID", `expected the limit ${name} to be a positive number, came ${value}`);
  }
  return limits;
}

export function announce(limits: Limits): AnnouncedLimits {
  const { frameBytes, tokensPerPush, tokenLength, textPerPush, pushesPerSecond, tokensPerSecond, resultsAhead } =
    limits;
  return { frameBytes, tokensPerPush, tokenLength, textPerPush, pushesPerSecond, tokensPerSecond, resultsAhead };
}
