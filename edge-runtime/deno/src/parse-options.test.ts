import { codeOf } from "@rivulet/errors/testing";
import { expect, it } from "vitest";
import { parseOptions } from "./parse-options.ts";

it("has the defaults of rivulet serve", () => {
  expect(parseOptions([])).toEqual({ port: 8080, host: "127.0.0.1", limits: { allowedOrigins: [] } });
});

it("takes a port, a host and any number of origins", () => {
  const origins = ["https://a.example", "https://b.example"];
  const args = ["--port=0", "--host=::1", ...origins.map((origin) => `--allow-origin=${origin}`)];
  expect(parseOptions(args)).toEqual({ port: 0, host: "::1", limits: { allowedOrigins: origins } });
});

it.each(["--port=x", "--port=70000", "--port", "serve", "--verbose=1"])("refuses %s", (arg) => {
  expect(codeOf(() => parseOptions([arg]))).toBe("ARGUMENT_INVALID");
});
