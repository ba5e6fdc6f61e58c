// The command `rivulet` from a clone: sets up what is missing, then runs it in this same process. npm's scripts
// `exec` it: npm passes signals on to its shell only, and the server has to hear them.
import { setup } from "./setup.mjs";

await setup();
await import("../apps/cli/dist/rivulet.js");
