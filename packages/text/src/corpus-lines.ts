import { RivuletError } from "@rivulet/errors";

/** The lines of a corpus file without their ends (LF or CR LF) and without a byte order mark. */
export function corpusLines(text: string): string[] {
  return (text.startsWith("\uFEFF") ? text.slice(1) : text).split(/\r?\n/);
}

/** An error of a corpus file; `index` is that of the line, from 0. */
export function corpusError(index: number, expected: string, came: string): RivuletError {
  return new RivuletError("CORPUS_INVALID", `line ${index + 1}: expected ${expected}, came ${came}`);
}
