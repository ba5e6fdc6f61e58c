import { jsonAnswer } from "./json-answer.ts";
import { refuse } from "./refuse.ts";

interface Route {
  readonly method: "GET" | "POST";
  /** What is answered as JSON. */
  readonly answer: () => unknown;
}

/** What a server tells at an address. */
export type Routes = Readonly<Record<string, Route>>;

/** What plain HTTP requests get. */
export async function route(request: Request, routes: Routes): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!Object.hasOwn(routes, pathname)) {
    const places = Object.entries(routes).map(([path, { method }]) => `${method} ${path}`);
    return jsonAnswer(404, { error: `expected ${places.join(", ")} or a WebSocket on /, came ${pathname}` });
  }
  const { method, answer } = routes[pathname];
  if (request.method !== method && !(method === "GET" && request.method === "HEAD")) {
    return jsonAnswer(405, { error: `expected ${method}, came ${request.method}` });
  }
  try {
    return jsonAnswer(200, await answer());
  } catch (error) {
    return refuse(error);
  }
}
