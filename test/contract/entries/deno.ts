import { loadModel } from "rivulet";
import { contract } from "../suite/contract.ts";
import type { Question } from "../suite/messages.ts";

// Also Bun's: both have `fetch` for files.
declare const Deno: { readonly args: readonly string[] } | undefined;
declare const Bun: { readonly argv: readonly string[] };

const [model, questions] = typeof Deno === "undefined" ? Bun.argv.slice(2) : Deno.args;
const tagger = await loadModel(new URL(model, "file:///"));
const answers: unknown[] = [];
const asked = (await (await fetch(new URL(questions, "file:///"))).json()) as Question[];
for (const question of asked) {
  answers.push(await contract(tagger, question));
}
console.log(JSON.stringify(answers));
