export { type JetStreamWorker, startWorker, type WorkerNotice, type WorkerOptions } from "./jetstream-worker.ts";
export type { JobOptions } from "./job.ts";
export { keyToken } from "./key-token.ts";
