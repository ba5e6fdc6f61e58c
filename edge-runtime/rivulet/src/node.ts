import { networkLoader } from "./network-loader.ts";
import { readAddress } from "./read-address.ts";
import { taggerLoader } from "./tagger-loader.ts";

export * from "./public.ts";

export const loadModel = /* @__PURE__ */ taggerLoader(readAddress);
export const loadNetwork = /* @__PURE__ */ networkLoader(readAddress);
