import fc from "fast-check";

const pieces = [
  ...[" ", "\n", "\r\n", "\t", "\u00a0", ".", "...", "!", "'", "’", '"', "(", ")", "-", "--", ",", ":", "$"],
  ...[
    "word",
    "don't",
    "John's",
    "cannot",
    "U.S.",
    "Mr.",
    "3.14",
    "1,000",
    "9/11",
    "http://a.org/b?c=d",
    "a@b.com",
    ":)",
  ],
  ...[
    "e\u0301",
    "👩‍👩‍👧",
    "🇸🇪",
    "🇸",
    "\u200d",
    "\u1100\u1161",
    "x".repeat(30),
    "\u0301".repeat(50),
    "\ud83d",
    "\udc69",
  ],
];

/** Text with everything that a tokenizer can trip over, lone surrogates included. */
export const messyText = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: "binary", maxLength: 4 })))
  .map((parts) => parts.join(""));

/** A text and the chunks of one way to cut it, between any two code units. */
export const cutText = fc.tuple(messyText, fc.array(fc.nat(), { maxLength: 12 })).map(([text, places]) => {
  const cuts = [...new Set([0, ...places.map((place) => place % (text.length + 1)), text.length])].sort(
    (a, b) => a - b,
  );
  return { text, chunks: cuts.slice(1).map((cut, i) => text.slice(cuts[i], cut)) };
});

export const loneSurrogate = /\p{Cs}/u;
