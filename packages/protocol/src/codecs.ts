import type { Codec, Subprotocol } from "./codec.ts";
import { jsonCodec } from "./json-codec.ts";
import { msgpackCodec } from "./msgpack-codec.ts";

const codecs: Readonly<Record<Subprotocol, Codec>> = {
  "rivulet.v1.msgpack": msgpackCodec,
  "rivulet.v1.json": jsonCodec,
};

/** All subprotocols, the preferred one first. */
export const subprotocols: readonly Subprotocol[] = ["rivulet.v1.msgpack", "rivulet.v1.json"];

export function codecFor(subprotocol: Subprotocol): Codec {
  return codecs[subprotocol];
}

/** The first offer that is spoken here: the client's order counts. */
export function chooseSubprotocol(offers: Iterable<string>): Subprotocol | undefined {
  for (const offer of offers) {
    const known = subprotocols.find((subprotocol) => subprotocol === offer);
    if (known !== undefined) return known;
  }
  return undefined;
}
