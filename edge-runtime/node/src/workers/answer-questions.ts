import cluster, { type Worker } from "node:cluster";
import { randomBytes } from "node:crypto";
import { RivuletError } from "@rivulet/errors";
import { AggregatorRegistry } from "prom-client";
import { MemoryTickets } from "../auth/tickets.ts";
import { type Answer, isOf, type Question } from "./question.ts";

/** Holds for all workers what they share, and answers them; to be called in the primary before any is there. */
export function answerQuestions(): void {
  const tickets = new MemoryTickets();
  const metrics = new AggregatorRegistry();
  const secret = randomBytes(32).toString("base64");

  function find(question: Question): Promise<unknown> {
    switch (question.name) {
      case "issue":
        return tickets.issue(question.argument);
      case "redeem":
        return tickets.redeem(question.argument);
      case "metrics":
        return metrics.clusterMetrics();
      case "secret":
        return Promise.resolve(secret);
    }
  }

  async function reply(worker: Worker, question: Question): Promise<void> {
    const { id } = question;
    const answer = await find(question).then(
      (found): Answer => ({ rivulet: "answer", id, answer: found }),
      (error): Answer => {
        const code = RivuletError.is(error) ? error.code : "INTERNAL";
        return { rivulet: "answer", id, error: { code, message: error.message } };
      },
    );
    if (worker.isConnected()) worker.send(answer);
  }

  cluster.on("message", (worker, message) => {
    if (isOf("question", message)) void reply(worker, message);
  });
}
