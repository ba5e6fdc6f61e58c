import { Random } from "@rivulet/engine";

/** What a client does next. */
export type Action =
  | { readonly kind: "tokens"; readonly tokens: readonly string[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "flush" }
  | { readonly kind: "reset" };

const words =
  "the cats that ate weren't full Zoë says 日本 is near 👍 U.S. don't (really) cost 3.5 . ? run quickly old man boats".split(
    " ",
  );

/** What the client of a seed says, without end and each time the same: tokens, text cut anywhere, ends of sentences, resets. */
export class Script {
  readonly #random: Random;
  /** Characters of running text that are still to be said. */
  #text: string[] = [];

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  next(): Action {
    const kind = this.#random.next();
    if (kind < 0.45) return { kind: "tokens", tokens: Array.from({ length: this.#upTo(3) }, () => this.#word()) };
    if (kind < 0.9) return { kind: "text", text: this.#chunk() };
    return { kind: kind < 0.98 ? "flush" : "reset" };
  }

  /** 1 to 12 characters, wherever that cuts. */
  #chunk(): string {
    while (this.#text.length < 12) this.#text.push(...this.#word(), this.#random.next() < 0.1 ? "\n" : " ");
    return this.#text.splice(0, this.#upTo(12)).join("");
  }

  #word(): string {
    return words[this.#upTo(words.length) - 1];
  }

  #upTo(most: number): number {
    return 1 + Math.floor(this.#random.next() * most);
  }
}
