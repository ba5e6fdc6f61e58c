import type { Observer } from "@rivulet/server";
import type { Logger } from "pino";

/** An observer that also writes to the log who comes and goes, by connection, subject and session. */
export function logged(inner: Observer, log: Logger): Observer {
  return {
    connected(connection) {
      log.info({ connection: connection.id, subject: connection.subject }, "connected");
      inner.connected(connection);
    },
    disconnected(connection, reason) {
      log.info({ connection: connection.id, subject: connection.subject, reason }, "disconnected");
      inner.disconnected(connection, reason);
    },
    turnedAway(reason) {
      log.info({ reason }, "turned away");
      inner.turnedAway(reason);
    },
    opened(connection, session, origin) {
      log.info({ connection: connection.id, subject: connection.subject, session, origin }, "session opened");
      inner.opened(connection, session, origin);
    },
    ended(connection, session, reason) {
      log.info({ connection: connection.id, subject: connection.subject, session, reason }, "session ended");
      inner.ended(connection, session, reason);
    },
    refused(connection, session, error) {
      const fields = { connection: connection.id, subject: connection.subject, session, code: error.code };
      // The message may hold what the client sent; of a defect of our own the cause must be known.
      if (error.code === "INTERNAL") log.error({ ...fields, err: error.cause }, "defect");
      else log.debug(fields, "refused");
      inner.refused(connection, session, error);
    },
    message: (waitedMs) => inner.message(waitedMs),
    batch: (size, tookMs) => inner.batch(size, tookMs),
    tags: (count, revisions) => inner.tags(count, revisions),
    checkpoint: () => inner.checkpoint(),
  };
}
