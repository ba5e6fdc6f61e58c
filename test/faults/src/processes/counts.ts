import { noObserver, type Observer } from "@rivulet/server";

type Table = Record<string, number>;

function count(table: Table, code: string): void {
  table[code] = (table[code] ?? 0) + 1;
}

/** Counts what a server refuses and ends, by code. */
export class Counts implements Observer {
  readonly tables = { ended: {} as Table, refused: {} as Table, closed: {} as Table };
  readonly connected = noObserver.connected;
  readonly opened = noObserver.opened;
  readonly message = noObserver.message;
  readonly batch = noObserver.batch;
  readonly tags = noObserver.tags;
  readonly checkpoint = noObserver.checkpoint;

  disconnected: Observer["disconnected"] = (_, reason) => {
    if (reason !== undefined) count(this.tables.closed, reason);
  };
  turnedAway: Observer["turnedAway"] = (reason) => count(this.tables.closed, reason);
  ended: Observer["ended"] = (_, __, reason) => {
    if (reason !== undefined) count(this.tables.ended, reason);
  };
  refused: Observer["refused"] = (_, __, { code }) => count(this.tables.refused, code);
}
