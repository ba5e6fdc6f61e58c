export function jsonAnswer(status: number, body: unknown): Response {
  const headers = { "cache-control": "no-store", ...(status === 401 ? { "www-authenticate": "Bearer" } : {}) };
  return Response.json(body, { status, headers });
}
