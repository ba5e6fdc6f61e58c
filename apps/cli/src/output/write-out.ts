import { once } from "node:events";

/** Writes to standard output; waits where the reader is slower, so that nothing piles up. */
export async function writeOut(text: string): Promise<void> {
  if (text !== "" && !process.stdout.write(text)) await once(process.stdout, "drain");
}
