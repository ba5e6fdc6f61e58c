import type { ModelTraces } from "@rivulet/train";
import type { Subject } from "./subject.ts";

/** Backpropagates every loss of a subject. */
export function traceSubject({ name, tracer, losses }: Subject): ModelTraces {
  return {
    name,
    traces: losses.map(({ sequence, question, step }) => ({ trace: tracer.trace(sequence, question), step })),
  };
}
