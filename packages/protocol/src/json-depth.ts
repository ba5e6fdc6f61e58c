import { RivuletError } from "@rivulet/errors";

/** Index after the quote that ends the string which began before `from`; past the end where none does. */
function afterString(text: string, from: number): number {
  let index = from;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index + 1;
}

/** Throws FRAME_MALFORMED where arrays and objects are nested deeper than `limit`. */
export function checkJsonDepth(text: string, limit: number): void {
  let depth = 0;
  let index = 0;
  while (index < text.length) {
    const char = text[index++];
    if (char === '"') index = afterString(text, index);
    else if (char === "]" || char === "}") depth--;
    else if ((char === "[" || char === "{") && ++depth > limit) {
      throw new RivuletError("FRAME_MALFORMED", `expected arrays and objects at most ${limit} deep, came more`);
    }
  }
}
