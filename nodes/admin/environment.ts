/** Resolves `${NAME}` as Node-RED does for the nodes that it starts, for values that are not deployed. */
import type { Node, NodeAPI } from 'node-red';

/** The whole value, not a part of it; `$(NAME)` is what Node-RED wrote once and still takes. */
const VARIABLE = /^\$(?:\{(?<name>\S+)\}|\((?<older>\S+)\))$/;

/** @param nodeId whose values they are; what its flow or group sets counts when it runs */
export function resolveEnvironment(
  RED: NodeAPI,
  nodeId: string,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const node = startedNode(RED, nodeId) ?? globalConfiguration(RED);
  return Object.fromEntries(
    Object.entries(values).map(([setting, value]) => [setting, resolve(RED, node, value)] as const),
  );
}

/** What is not set stays as it is, so that whoever reads it can say so. */
function resolve(RED: NodeAPI, node: Node | undefined, value: unknown): unknown {
  const groups = typeof value === 'string' ? VARIABLE.exec(value)?.groups : undefined;
  const name = groups?.name ?? groups?.older;
  if (name === undefined) return value;
  const found: unknown = node === undefined ? process.env[name] : RED.util.getSetting(node, name);
  return found ?? value;
}

/** The node that holds the variables for all flows, if there are any. */
function globalConfiguration(RED: NodeAPI): Node | undefined {
  const ids: string[] = [];
  RED.nodes.eachNode(({ id, type }) => {
    if (type === 'global-config') ids.push(id);
  });
  return ids.map((id) => startedNode(RED, id)).find((node) => node !== undefined);
}

function startedNode(RED: NodeAPI, id: string): Node | undefined {
  const node = RED.nodes.getNode(id) as Node | null;
  return node ?? undefined;
}
