/** What a server tells of itself at an address. */
export type Routes = Readonly<Record<string, () => unknown>>;

export function jsonAnswer(status: number, body: unknown): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

/** What plain HTTP requests get. */
export function route({ url, method }: Request, routes: Routes): Response {
  const { pathname } = new URL(url);
  if (!Object.hasOwn(routes, pathname)) {
    const places = Object.keys(routes).map((path) => `GET ${path}`);
    return jsonAnswer(404, { error: `expected ${places.join(", ")} or a WebSocket on /, came ${pathname}` });
  }
  if (method !== "GET" && method !== "HEAD") return jsonAnswer(405, { error: `expected GET, came ${method}` });
  return jsonAnswer(200, routes[pathname]());
}
