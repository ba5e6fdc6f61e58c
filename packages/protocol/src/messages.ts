import type { AnnouncedLimits } from "./limits.ts";

/** What a client may choose when it opens a session. */
export interface OpenOptions {
  /** Send final tags only: none that a later token may revise. */
  readonly finalOnly?: boolean;
  /**
   * The server's store keeps the session: `ack` then says that the message is stored, any server of the fleet
   * takes the session up by its id, and no checkpoints are sent.
   */
  readonly durable?: boolean;
}

/** What a client that comes back knows of its session: its last checkpoint, or the id under which a store keeps it. */
export type Resume = {
  /** The highest epoch that the client has seen; the next one is above it. */
  readonly epoch: number;
} & ({ readonly data: Uint8Array; readonly id?: never } | { readonly id: string; readonly data?: never });

/** Starts a session; `session` is the client's own name for it, unique on its connection. */
export interface Open {
  readonly type: "open";
  readonly session: string;
  /** Name of a served model; without it the server's first. */
  readonly model?: string;
  readonly options?: OpenOptions;
  readonly resume?: Resume;
}

/** Who the client is, where neither header, subprotocol nor ticket said so: the first message of a connection. */
export interface Auth {
  readonly type: "auth";
  readonly token: string;
}

/** "I hold that many results": the count of `tags` and `ack` of this epoch that the client has taken in. */
export interface Credit {
  readonly type: "credit";
  readonly session: string;
  readonly results: number;
}

/**
 * Every message of a session after `open` is numbered: 1, 2, 3 and so on. A number is used up by the
 * message that carries it, also when that message is refused; a number out of turn is not.
 */
interface Numbered {
  readonly session: string;
  readonly seq: number;
}

/** Hands in running text, cut anywhere (the server makes words of it), or tokens as they are. */
export type Push = Numbered & { readonly type: "push" } & (
    | { readonly text: string; readonly tokens?: never }
    | { readonly tokens: readonly string[]; readonly text?: never }
  );

/** The sentence or the stream ends here: everything pending becomes final. */
export interface Flush extends Numbered {
  readonly type: "flush";
}

/** Back to the first state of the session; what is pending is dropped. */
export interface Reset extends Numbered {
  readonly type: "reset";
}

/** Ends the session once everything before is done; its ack is the last word about it. */
export interface Close extends Numbered {
  readonly type: "close";
}

/** Asks for a checkpoint of everything before. */
export interface CheckpointRequest extends Numbered {
  readonly type: "checkpoint";
}

export type NumberedMessage = Push | Flush | Reset | Close | CheckpointRequest;
export type ClientMessage = Auth | Open | Credit | NumberedMessage;

/** A tag as the model at work gives it; `probability` is the exact value of the f32, so its bits survive. */
export interface Tag {
  readonly index: number;
  readonly token: string;
  readonly label: string;
  readonly probability: number;
  readonly delay: number;
  readonly final: boolean;
}

/** The answer to `open`. */
export interface Opened {
  readonly type: "opened";
  readonly session: string;
  /** The session's name on all servers, 128 random bits: whoever knows it can take up a stored session. */
  readonly id: string;
  /** Rises with every server that takes the session over; results of an older one are stale. */
  readonly epoch: number;
  /** Whether the session goes on from what `resume` named. */
  readonly recovered: boolean;
  /** The number that the server expects next: what came after a checkpoint is sent again from here. */
  readonly fromSeq: number;
  readonly model: string;
  readonly fingerprint: string;
  readonly labels: readonly string[];
  readonly delays: readonly number[];
  readonly limits: AnnouncedLimits;
}

/** Tags that the message `seq` brought about; several such messages may answer one push. */
export interface Tags {
  readonly type: "tags";
  readonly session: string;
  readonly epoch: number;
  readonly seq: number;
  /** How many tags of this message were sent before: where it is replayed, the client knows which it has. */
  readonly at: number;
  readonly tags: readonly Tag[];
}

/** The messages up to `seq` are done and all their tags are sent; of a durable session: and stored. */
export interface Ack {
  readonly type: "ack";
  readonly session: string;
  readonly epoch: number;
  readonly seq: number;
}

/**
 * The session as it is after message `seq`, for `open` to go on from on any server with the same model and key.
 * `data` is sealed by the server's key and nobody else's business.
 */
export interface Checkpoint {
  readonly type: "checkpoint";
  readonly session: string;
  readonly epoch: number;
  readonly seq: number;
  readonly data: Uint8Array;
}

/**
 * With `seq`: that message was refused and the session goes on. With `session` alone: the session could
 * not be opened, or has ended. With neither: the frame was refused, or the connection is about to close.
 */
export interface WireError {
  readonly type: "error";
  readonly session?: string;
  readonly seq?: number;
  readonly code: string;
  readonly message: string;
}

/** The server goes away in a moment: it finishes what it has and takes nothing new. */
export interface Closing {
  readonly type: "closing";
  readonly code: number;
  readonly reason: string;
}

export type ServerMessage = Opened | Tags | Ack | Checkpoint | WireError | Closing;
