import { codes } from "@rivulet/errors";
import { closeReasons } from "@rivulet/protocol";

/** Close codes of WebSockets themselves, as RFC 6455 has them: closed as asked, protocol error, no UTF-8, policy, too big. */
const standardCloses = new Set([1000, 1002, 1007, 1008, 1009]);

/** What a server said to those who mean harm, counted by code. */
export class Answers {
  readonly errors: Record<string, number> = {};
  readonly closes: Record<string, number> = {};
  /** Codes that no table has. */
  readonly undocumented = new Set<string>();

  refused(code: string): void {
    this.errors[code] = (this.errors[code] ?? 0) + 1;
    if (!Object.hasOwn(codes, code)) this.undocumented.add(code);
  }

  closed(code: number): void {
    const reason = Object.entries(closeReasons).find((entry) => entry[1].code === code)?.[0];
    const name = reason === undefined ? String(code) : `${code} ${reason}`;
    this.closes[name] = (this.closes[name] ?? 0) + 1;
    if (reason === undefined && !standardCloses.has(code)) this.undocumented.add(name);
  }
}
