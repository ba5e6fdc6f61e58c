import { loadModel } from "rivulet";
import { contract } from "../suite/contract.ts";
import type { Question } from "../suite/messages.ts";

const tagger = loadModel("/model.safetensors");

// Called by the harness, which drives the page.
Object.assign(globalThis, { contract: async (question: Question) => contract(await tagger, question) });
