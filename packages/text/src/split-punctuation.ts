import { abbreviations } from "./abbreviations.ts";
import { splitContraction } from "./contractions.ts";

/** The words as one alternation: as they are and, where in lower case, also Capitalized and in CAPITALS. */
function anyCase(words: readonly string[]): string {
  return words
    .flatMap((word) =>
      word === word.toLowerCase() ? [word, word.slice(0, 1).toUpperCase() + word.slice(1), word.toUpperCase()] : [word],
    )
    .join("|");
}

const alpha = "[\\p{L}\\p{M}]";
const wordCharacter = "[\\p{L}\\p{M}\\p{N}_]";
const wordEnd = `(?!${wordCharacter})`;
const apostrophe = "['’`´]";
const pictograph = "\\p{Extended_Pictographic}[\\p{M}\\p{Emoji_Modifier}]*";
const hostEnds = anyCase(
  (
    "com net org edu gov mil int info biz uk us ca de fr ru jp in au eu io tv " +
    "doc docx xls xlsx ppt pdf txt htm html zip gif jpg jpeg png exe url csv"
  ).split(" "),
);
const prefixes = anyCase(
  "e non anti pre post co ex mid multi semi pro sub neo psycho socio intra counter micro re un over".split(" "),
);

/** What one token can be, tried in this order at every place of a stretch. */
const patterns = {
  url: `(?:(?:${anyCase(["http", "https", "ftp"])}):\\/\\/|(?:www|WWW)\\.|mailto:)[^\\s<>"]*[^\\s<>".,;:!?()\\[\\]{}'’”*]\\/?`,
  email: `[\\w.+%\\-]*\\w\\.*@\\w+(?:[.\\-]\\w+)*`,
  hostOrFile: `[\\w\\-]+(?:\\.[\\w\\-]+)*\\.(?:${hostEnds})${wordEnd}`,
  emoticon: `[:;=8]['\\-]?[()DPpO\\/\\|\\[\\]](?![\\p{L}\\p{N}\\/])|\\(:|<3|\\^_+\\^|-_+-|>:\\(`,
  emoji: `\\p{Regional_Indicator}{2}|${pictograph}(?:\\u200d${pictograph})*`,
  phone: `(?:\\d-)?(?:\\d{3}-)?\\d{3}-\\d{4}(?!\\d)`,
  number: `[.+]?\\d+(?:[.,:\\/]\\d+)*(?:(?:${apostrophe}?s|st|nd|rd|th)${wordEnd})?`,
  shortYear: `['’]\\d\\ds?${wordEnd}`,
  abbreviation: `(?:${anyCase(abbreviations)})\\.(?!\\.)`,
  dottedLetters: `${alpha}(?:\\.${alpha})+${wordEnd}\\.?(?!\\.)`,
  initial: `(?!I)\\p{Lu}\\.(?!\\.)`,
  ampersand: `\\p{Lu}+&\\p{Lu}+`,
  prefixed: `(?:${prefixes})-[\\p{L}\\p{M}\\p{N}]+`,
  word: `${wordCharacter}+(?:${apostrophe}${alpha}+)*`,
  clitic: `${apostrophe}(?:s|m|d|ll|re|ve)${wordEnd}`,
  stops: `[.!?…]+`,
  run: `(?<sign>[\\p{P}\\p{S}])\\k<sign>*`,
  other: `.`,
};

const lexer = new RegExp(
  Object.entries(patterns)
    .map(([name, pattern]) => `(?<${name}>${pattern})`)
    .join("|"),
  "gsu",
);

/** Most words; the lexer would say the same, more slowly. */
const lettersOnly = /^\p{L}+$/u;

/**
 * The tokens of one stretch without white space, in the style of UD English EWT: punctuation and
 * contractions are split off; numbers, addresses, abbreviations, emoticons and runs of one sign stay
 * whole. The tokens joined are the stretch again.
 */
export function splitPunctuation(stretch: string): string[] {
  if (lettersOnly.test(stretch)) return splitContraction(stretch);
  const tokens: string[] = [];
  for (const match of stretch.matchAll(lexer)) {
    if (match.groups?.word === undefined) tokens.push(match[0]);
    else tokens.push(...splitContraction(match[0]));
  }
  return tokens;
}
