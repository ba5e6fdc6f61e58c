import { z } from "zod";
import { limitOptions } from "./limit-options.ts";

const count = z.int().positive();
const file = z.string().min(1);

/** All that `rivulet serve` can be told: by flags, in the environment, in a file. The one place that says so. */
export const serveOptions = z
  .strictObject({
    port: z.int().min(0).max(65_535).default(8080).describe("0 takes a free one"),
    host: z.string().min(1).default("127.0.0.1").describe("0.0.0.0 lets other machines in"),
    model: z.array(file).min(1).default(["en-tagger"]).describe("names or files of models, the first by default"),
    allowOrigin: z.array(z.string()).default([]).describe("web pages that may connect, * for all"),
    page: file
      .optional()
      .describe("folder of a web page that is served as well; whoever reaches it may load the models, too"),
    tlsCert: file.optional().describe("file of the certificate chain (PEM): wss and https"),
    tlsKey: file.optional().describe("file of its private key (PEM)"),
    workers: count.max(256).default(1).describe("processes that serve on the port"),
    store: z
      .string()
      .regex(/^(memory|lmdb:.+|nats:.+)$/, "expected memory, lmdb:PATH or nats:URL")
      .default("memory")
      .describe("where durable sessions are kept: memory, lmdb:PATH or nats:URL"),
    checkpointKeys: file
      .optional()
      .describe("file with a name and a base64 secret in each line; the first seals, all open; read again on SIGHUP"),
    authKeys: file.optional().describe("file with subject:SHA256 and quotas in each line; read again on SIGHUP"),
    authKey: z.array(z.string()).default([]).describe("the same, given here: subject:SHA256"),
    jwks: file.optional().describe("URL or file of the public keys of JSON Web Tokens"),
    jwtIssuer: z.string().optional().describe("what their iss must be"),
    jwtAudience: z.string().optional().describe("what their aud must hold"),
    jwtClockTolerance: z.number().min(0).default(5).describe("seconds by which the clocks may differ"),
    logLevel: z
      .enum(["trace", "debug", "info", "warn", "error", "silent"])
      .default("warn")
      .describe("logs go to standard error, a JSON object a line"),
    quotas: z
      .strictObject({
        sessions: count.optional().describe("open sessions of a client"),
        tokensPerSecond: z.number().positive().optional().describe("steps of a client in a second"),
        generatedTokens: count.optional().describe("generated tokens of a client in a day"),
      })
      .prefault({}),
    scheduler: z
      .strictObject({
        batchSize: count.default(64).describe("sessions in one kernel call"),
        stepsPerTurn: count.default(512).describe("steps in one turn of the event loop"),
        waitMs: z.number().min(0).default(0).describe("how long a step may wait for company"),
      })
      .prefault({}),
    limits: limitOptions.prefault({}),
  })
  .refine(({ tlsCert, tlsKey }) => (tlsCert === undefined) === (tlsKey === undefined), {
    error: "expected tlsCert and tlsKey together, came one of them",
  })
  .refine(
    ({ jwks, jwtIssuer, jwtAudience }) => jwks === undefined || (jwtIssuer !== undefined && jwtAudience !== undefined),
    {
      error: "expected jwtIssuer and jwtAudience with jwks, came less",
    },
  );

export type ServeConfig = z.infer<typeof serveOptions>;

/** The same as JSON Schema, for editors and for `--print-schema`. */
export const serveSchema = z.toJSONSchema(serveOptions, { io: "input" });
