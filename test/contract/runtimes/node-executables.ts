import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "./paths.ts";

const workspaceNode = resolve(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);

/** The Node that the workspace brings. */
export const node24 = existsSync(workspaceNode) ? workspaceNode : process.execPath;

/** The Node that the machine brought: inside `npm test` only npm remembers it. */
export const systemNode = process.env.npm_node_execpath ?? process.execPath;
