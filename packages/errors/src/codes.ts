/**
 * Every code a rivulet error can carry, with its summary. The table is the interface: a code that
 * is not here does not compile, and docs/errors.md is held equal to it by a test.
 */
export const codes = {
  // engine: models and sessions
  CONFIG_INVALID: "The model configuration is not valid",
  WEIGHTS_INVALID: "The model weights do not fit the configuration",
  INPUT_INVALID: "The step input is not valid",
  MODEL_NOT_STREAMABLE: "The model needs the whole sequence",
  SESSION_DISPOSED: "The session was used after dispose",
  SESSION_FOREIGN: "The session belongs to another model",
  SNAPSHOT_DAMAGED: "The snapshot is damaged",
  SNAPSHOT_FOREIGN: "The snapshot was made by another model",
  SNAPSHOT_VERSION: "The snapshot has an unknown version",
  MEMORY_EXHAUSTED: "The memory of the engine is used up",
  // formats: model files
  FILE_DAMAGED: "The model file is damaged",
  FILE_FOREIGN: "The file is not a rivulet model",
  FILE_TOO_LARGE: "The file is larger than the limit",
  FILE_VERSION: "The model file has an unknown version",
  IMPORT_UNSUPPORTED: "The foreign model holds what can not be imported",
  IMPORT_AMBIGUOUS: "The foreign model does not say all that must be known",
  EXPORT_UNSUPPORTED: "The format can not hold the model",
  // text: readers, vocabularies, tokenizers
  CORPUS_INVALID: "The corpus file is not valid",
  VOCABULARY_INVALID: "The vocabulary is not valid",
  TOKEN_TOO_LONG: "The token is longer than the limit",
  TEXT_CONFIG_INVALID: "The text configuration is not valid",
  // train
  TRAINING_CONFIG_INVALID: "The training configuration is not valid",
  TARGET_INVALID: "The training target does not fit the head",
  CHECKPOINT_INVALID: "The training checkpoint is not valid",
  LOSS_NOT_FINITE: "The loss is not a finite number",
  // protocol and server
  FRAME_TOO_LARGE: "The frame is larger than the limit",
  FRAME_MALFORMED: "The frame can not be decoded",
  MESSAGE_UNKNOWN: "The message type is unknown",
  MESSAGE_INVALID: "The message does not have the form of its type",
  SESSION_UNKNOWN: "No session of this id is open on this connection",
  SESSION_EXISTS: "A session of this id is already open on this connection",
  SESSION_CLOSED: "The session is closed",
  SEQUENCE_INVALID: "The sequence number is out of order",
  SESSION_FENCED: "Another server has taken the session over",
  CHECKPOINT_FORGED: "The session checkpoint was not sealed by a key of this server",
  CHECKPOINT_EXPIRED: "The session checkpoint is older than the limit",
  CHECKPOINT_FOREIGN: "The session checkpoint is of another model or another client",
  CHECKPOINT_VERSION: "The session checkpoint has an unknown version",
  STORE_UNAVAILABLE: "The session store can not be reached",
  MODEL_UNKNOWN: "The model is not served here",
  LIMIT_TOKENS_PER_PUSH: "The push holds more tokens than the limit",
  LIMIT_TEXT_PER_PUSH: "The push holds more text than the limit",
  LIMIT_RATE: "Messages or tokens come faster than the limit",
  LIMIT_SESSIONS: "More sessions were asked for than the limit",
  LIMIT_CONNECTIONS: "More connections were made than the limit",
  LIMIT_ERRORS: "The connection caused more errors than the limit",
  LIMIT_OUTPUT: "Results were not read for longer than the limit",
  OPEN_TIMEOUT: "No session was opened before the deadline",
  IDLE_TIMEOUT: "Nothing came for longer than the idle limit",
  ORIGIN_REFUSED: "The origin is not allowed",
  SUBPROTOCOL_REFUSED: "No subprotocol of the offer is spoken here",
  SERVER_CLOSING: "The server is shutting down",
  ADDRESS_UNAVAILABLE: "The server can not listen on the address",
  CONNECTION_LOST: "The connection was lost",
  CONNECTION_FAILED: "The connection could not be made",
  INTERNAL: "An unexpected error happened",
  // command line
  ARGUMENT_INVALID: "The argument is not valid",
  FILE_UNREADABLE: "The file can not be read",
  MODEL_NOT_FOUND: "No model of this name or path was found",
} as const;

export type ErrorCode = keyof typeof codes;
