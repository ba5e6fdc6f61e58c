import { loadModel } from "rivulet";
import { contract } from "../suite/contract.ts";

// Also Bun's: both have `fetch` for files.
declare const Deno: { readonly args: readonly string[] } | undefined;
declare const Bun: { readonly argv: readonly string[] };

const [model, questions] = typeof Deno === "undefined" ? Bun.argv.slice(2) : Deno.args;
const tagger = await loadModel(new URL(model, "file:///"));
const answers: unknown[] = [];
for (const question of await (await fetch(new URL(questions, "file:///"))).json()) {
  answers.push(await contract(tagger, question));
}
console.log(JSON.stringify(answers));
