import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { peersFolder } from "./install.ts";

const requirePeer = createRequire(resolve(peersFolder, "package.json"));

/** A peer by its package name. The caller says what of it is used: the peers' own types are not installed here. */
export function loadPeer<Peer>(name: string): Peer {
  return requirePeer(name);
}

/** Names and versions of all peers. */
export function peerVersions(): Record<string, string> {
  const { devDependencies } = JSON.parse(readFileSync(resolve(peersFolder, "package.json"), "utf8"));
  return devDependencies;
}
