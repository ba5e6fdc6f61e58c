import { readFile } from "node:fs/promises";
import { loadModel } from "rivulet";
import { contract } from "../suite/contract.ts";

// node entry.js MODEL QUESTION: the answers to the questions in the file, as a line of JSON.
const [, , model, questions] = process.argv;
const tagger = await loadModel(model);
const answers: unknown[] = [];
for (const question of JSON.parse(await readFile(questions, "utf8"))) answers.push(await contract(tagger, question));
console.log(JSON.stringify(answers));
