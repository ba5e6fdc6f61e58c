/** The longest shape, in classes. */
const longestShape = 16;

const asciiClasses = Array.from({ length: 128 }, (_, code) => classOf(String.fromCharCode(code)));

/**
 * The look of a token: a capital or title-case letter becomes X, any other letter or mark x, a number
 * character d, everything else stays; of a run of one class two stay, and of the whole the first 16.
 * "Bush" gives "Xxx", "U.S." "X.X.", "don't" "xx'x", "1990s" "ddx", "--->" "-->".
 */
export function shapeOf(token: string): string {
  let shape = "";
  let length = 0;
  let last = "";
  let run = 0;
  for (let i = 0; i < token.length && length < longestShape; i++) {
    const code = token.charCodeAt(i);
    let next = asciiClasses[code];
    if (next === undefined) {
      const character = String.fromCodePoint(token.codePointAt(i) ?? code);
      i += character.length - 1;
      next = classOf(character);
    }
    run = next === last ? run + 1 : 1;
    last = next;
    if (run > 2) continue;
    shape += next;
    length++;
  }
  return shape;
}

function classOf(character: string): string {
  if (/[\p{Lu}\p{Lt}]/u.test(character)) return "X";
  if (/[\p{L}\p{M}]/u.test(character)) return "x";
  if (/\p{N}/u.test(character)) return "d";
  return character;
}
