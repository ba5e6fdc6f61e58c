import worker, { ConnectionObject as Deployed, type Env, SessionRecord, TicketRecord } from "../src/index.ts";

export { SessionRecord, TicketRecord };

const BIRTHS = "births";

/** What is deployed, and it counts how often its memory was made: once, and again after each sleep. */
export class ConnectionObject extends Deployed {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.kv.put(BIRTHS, this.births() + 1);
  }

  births(): number {
    return this.ctx.storage.kv.get<number>(BIRTHS) ?? 0;
  }
}

/** All connections are one object's, so that it can be asked. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const { CONNECTIONS } = env;
    const one = CONNECTIONS.get(CONNECTIONS.idFromName("one")) as unknown as DurableObjectStub<ConnectionObject>;
    if (new URL(request.url).pathname === "/births") return Response.json(await one.births());
    const namespace = { newUniqueId: () => CONNECTIONS.idFromName("one"), get: () => one };
    return worker.fetch(request, { ...env, CONNECTIONS: namespace as unknown as typeof CONNECTIONS });
  },
};
