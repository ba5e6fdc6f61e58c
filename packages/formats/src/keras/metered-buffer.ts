import type { WorkBudget } from "./work-budget.ts";

/** About as much work as copying so many bytes. */
const structureCost = 256;
/** A heap is searched for the end of a name many bytes at a time. */
const searchedAtOnce = 16;
/** Lists of children of a B-tree node and of symbols, which have a count at byte 6, by their signatures. */
const listSignatures = ["TREE", "SNOD"];
const heapSignature = "HEAP";

/**
 * Bytes that jsfive reads, with its work counted. It has no bounds of its own, but takes everything that leads further
 * (signatures, names, heaps, blocks) by `slice`: the signature of a list is charged with what the list says to hold.
 */
export class MeteredBuffer extends ArrayBuffer {
  readonly #budget: WorkBudget;
  /** Bytes of the heap of names that the symbols to come are looked up in. */
  #heapBytes = 0;

  static override get [Symbol.species](): ArrayBufferConstructor {
    return ArrayBuffer;
  }

  constructor(bytes: Uint8Array, budget: WorkBudget) {
    super(bytes.length);
    new Uint8Array(this).set(bytes);
    this.#budget = budget;
  }

  override slice(begin: number, end = this.byteLength): ArrayBuffer {
    const part = new Uint8Array(super.slice(begin, end));
    this.#budget.take(structureCost + part.byteLength);
    if (part.byteLength === 4) this.#chargeList(String.fromCharCode(...part), begin);
    return new MeteredBuffer(part, this.#budget);
  }

  #chargeList(signature: string, at: number): void {
    const view = new DataView(this, at);
    if (signature === heapSignature && view.byteLength >= 16) {
      this.#heapBytes = Number(view.getBigUint64(8, true));
      this.#budget.take(this.#heapBytes);
    } else if (listSignatures.includes(signature) && view.byteLength >= 8) {
      this.#budget.take(view.getUint16(6, true) * (structureCost + this.#heapBytes / searchedAtOnce));
    }
  }
}
