import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** A web server of these files: path of the URL → path of the file, or the text itself of what ends in .html. */
export async function serveFiles(files: Readonly<Record<string, string>>) {
  const server = createServer(async ({ url = "/" }, response) => {
    const file = files[url];
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = url === "/" ? "text/html" : (types[extname(url)] ?? "application/octet-stream");
    response.writeHead(200, { "content-type": type }).end(url === "/" ? file : await readFile(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
