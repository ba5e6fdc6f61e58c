import { answerCalls, type WorkerScope } from "./answer-calls.ts";

answerCalls(globalThis as unknown as WorkerScope);
