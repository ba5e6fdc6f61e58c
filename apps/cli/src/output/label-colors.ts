import picocolors from "picocolors";

type Paint = (text: string) => string;

/** How a label is coloured: dim while provisional, underlined once revised, in its own colour when final. */
export interface LabelColors {
  label(label: string, text: string, final: boolean, revised?: boolean): string;
}

export const plainColors: LabelColors = { label: (_label, text) => text };

/** Terminal colours; near kinds of words share one. */
export function terminalColors(enabled: boolean): LabelColors {
  if (!enabled) return plainColors;
  const paint = picocolors.createColors(true);
  const upos: Record<string, Paint> = {
    NOUN: paint.cyan,
    PROPN: paint.cyan,
    PRON: paint.blue,
    DET: paint.blue,
    NUM: paint.blue,
    VERB: paint.green,
    AUX: paint.green,
    ADJ: paint.magenta,
    ADV: paint.magenta,
    ADP: paint.yellow,
    PART: paint.yellow,
    CCONJ: paint.yellow,
    SCONJ: paint.yellow,
    INTJ: paint.red,
    PUNCT: paint.gray,
    SYM: paint.gray,
    X: paint.gray,
  };
  const palette: Paint[] = [paint.cyan, paint.green, paint.magenta, paint.yellow, paint.blue, paint.red];
  // Other tag sets: the first letter chooses, so that NN and NNS look alike.
  const colorOf = (label: string): Paint => upos[label] ?? palette[label.charCodeAt(0) % palette.length] ?? paint.white;
  return {
    label(label, text, final, revised = false) {
      const colored = final ? colorOf(label)(text) : paint.dim(text);
      return revised ? paint.underline(colored) : colored;
    },
  };
}
