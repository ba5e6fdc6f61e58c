import { fetchAddress } from "./fetch-address.ts";
import { networkLoader } from "./network-loader.ts";
import { taggerLoader } from "./tagger-loader.ts";

export * from "./public.ts";

export const loadModel = /* @__PURE__ */ taggerLoader(fetchAddress);
export const loadNetwork = /* @__PURE__ */ networkLoader(fetchAddress);
