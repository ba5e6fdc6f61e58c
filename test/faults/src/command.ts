import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Command {
  /** All where none is named. */
  readonly names: readonly string[];
  readonly sessions: number;
  readonly kills: number;
  readonly frames: number;
  /** The figures as JSON instead of tables. */
  readonly json: boolean;
  /** Keep the figures and write the page. */
  readonly write: boolean;
}

const full = { sessions: 1_000, kills: 100, frames: 100_000 };
const quick = { sessions: 50, kills: 5, frames: 2_000 };

/** Undefined where the arguments are not understood. */
export function readCommand(args: readonly string[], known: readonly string[]): Command | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        sessions: { type: "string" },
        kills: { type: "string" },
        frames: { type: "string" },
        quick: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
      },
    });
    const size = values.quick ? quick : full;
    const [sessions, kills, frames] = (["sessions", "kills", "frames"] as const).map((name) =>
      Number(values[name] ?? size[name]),
    );
    const areCounts = [sessions, kills, frames].every((count) => Number.isInteger(count) && count > 0);
    if (!areCounts || !positionals.every((name) => known.includes(name))) return undefined;
    const names = positionals.length === 0 ? known : positionals;
    return { names, sessions, kills, frames, json: values.json, write: values.write };
  } catch {
    return undefined; // parseArgs throws at options that it does not know
  }
}
