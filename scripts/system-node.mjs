/**
 * The Node that the machine brought. Inside an npm script `node` is the workspace's own (its folder of
 * executables comes first), and only npm remembers which Node started it.
 */
export function systemNode() {
  return process.env.npm_node_execpath ?? process.execPath;
}
