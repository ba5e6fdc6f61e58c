import { RivuletError } from "@rivulet/errors";

/** Parsed they take some 50 MB at worst; the largest vocabularies have fewer. */
const mostValues = 2 ** 20;
const [QUOTE, BACKSLASH, COLON, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x3a, 0x2c, 0x5b, 0x7b];

/**
 * Parses JSON from a file that is not to be trusted: text of a few megabytes that is all brackets would parse to
 * hundreds of them.
 *
 * @param what names the text in errors
 * @throws RivuletError FILE_TOO_LARGE where it holds more than `most` values, FILE_DAMAGED where it is no JSON
 */
export function parseJson(json: string, what: string, most = mostValues): unknown {
  const { values } = countJson(json);
  if (values > most) {
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${most} values in ${what}, came ${values}`);
  }
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new RivuletError("FILE_DAMAGED", `expected JSON as ${what}, came malformed text`, { cause });
  }
}

/** Name–value pairs as they stand in a valid JSON text, and an upper bound on its values. */
export function countJson(json: string): { readonly pairs: number; readonly values: number } {
  let pairs = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const unit = json.charCodeAt(i);
    if (unit === QUOTE) inString = !inString;
    else if (inString) {
      if (unit === BACKSLASH) i++;
    } else if (unit === COLON) pairs++;
    else if (unit === COMMA || unit === BRACKET || unit === BRACE) values++;
  }
  return { pairs, values };
}
