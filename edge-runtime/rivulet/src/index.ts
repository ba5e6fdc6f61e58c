import { fetchAddress } from "./fetch-address.ts";
import { networkLoader, taggerLoader } from "./model-loader.ts";

export * from "./public.ts";

export const loadModel = /* @__PURE__ */ taggerLoader(fetchAddress);
export const loadNetwork = /* @__PURE__ */ networkLoader(fetchAddress);
