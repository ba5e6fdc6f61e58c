import { networkLoader, taggerLoader } from "./model-loader.ts";
import { readAddress } from "./read-address.ts";

export * from "./public.ts";

export const loadModel = /* @__PURE__ */ taggerLoader(readAddress);
export const loadNetwork = /* @__PURE__ */ networkLoader(readAddress);
