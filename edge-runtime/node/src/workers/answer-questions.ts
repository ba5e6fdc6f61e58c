import cluster, { type Worker } from "node:cluster";
import { randomBytes } from "node:crypto";
import { MemoryTickets } from "@rivulet/auth";
import { codes, RivuletError } from "@rivulet/errors";
import { QuotaLedger } from "@rivulet/server";
import { AggregatorRegistry } from "prom-client";
import { nodePlatform } from "../node-platform.ts";
import { type Answer, isOf, type Question } from "./question.ts";

const TICK_MS = 1_000;

/** Holds for all workers what they share, and answers them; to be called in the primary before any is there. */
export function answerQuestions(): void {
  const tickets = new MemoryTickets();
  const quotas = new QuotaLedger(nodePlatform);
  const metrics = new AggregatorRegistry();
  const secret = randomBytes(32).toString("base64");

  async function find(worker: number, question: Question): Promise<unknown> {
    switch (question.name) {
      case "issue":
        return tickets.issue(question.argument);
      case "redeem":
        return tickets.redeem(question.argument);
      case "metrics":
        return metrics.clusterMetrics();
      case "secret":
        return secret;
      case "takeSession":
        return quotas.takeSession(worker, question.argument);
      case "addSession":
        return quotas.addSession(worker, question.argument);
      case "returnSession":
        return quotas.returnSession(worker, question.argument);
      case "takeSteps":
        return quotas.takeSteps(question.argument.identity, question.argument.count);
      case "generate":
        return quotas.generate(question.argument.identity, question.argument.count);
    }
  }

  async function reply(worker: Worker, question: Question): Promise<void> {
    const { id } = question;
    const answer = await find(worker.id, question).then(
      (found): Answer => ({ rivulet: "answer", id, answer: found }),
      (error): Answer => {
        if (!RivuletError.is(error))
          return { rivulet: "answer", id, error: { code: "INTERNAL", detail: String(error) } };
        const { code, message } = error;
        return { rivulet: "answer", id, error: { code, detail: message.slice(`${codes[code]}: `.length) } };
      },
    );
    if (worker.isConnected()) worker.send(answer);
  }

  cluster.on("message", (worker, message) => {
    if (isOf("question", message)) void reply(worker, message);
  });
  // Both: nothing more comes from a worker after the second of them, whichever it is.
  for (const event of ["disconnect", "exit"]) cluster.on(event, ({ id }: Worker) => quotas.gone(id));
  setInterval(() => quotas.tick(), TICK_MS).unref();
}
