import { MemoryStore } from "@rivulet/server";
import { describeStore } from "./store-contract.ts";

describeStore({
  name: "a store in memory",
  open: async () => new MemoryStore(),
  clear: async () => {},
  expires: false,
  isShared: false,
});
