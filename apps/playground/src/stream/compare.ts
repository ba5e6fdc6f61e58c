import type { TokenView } from "./token-stream.ts";

export interface Comparison {
  /** Tokens that both have a final tag of. */
  readonly compared: number;
  /** Those whose label and probability are the same, to the bit. */
  readonly same: number;
}

/** Two streams of the same tokens. */
export function compare(one: readonly TokenView[], other: readonly TokenView[]): Comparison {
  const byIndex = new Map(other.map((token) => [token.index, token]));
  let compared = 0;
  let same = 0;
  for (const token of one) {
    const twin = byIndex.get(token.index);
    if (twin === undefined || !token.final || !twin.final) continue;
    compared++;
    if (isSame(token, twin)) same++;
  }
  return { compared, same };
}

function isSame(one: TokenView, other: TokenView): boolean {
  return one.token === other.token && one.label === other.label && Object.is(one.probability, other.probability);
}
