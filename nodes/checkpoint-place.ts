/** Where the checkpoint of a node is, and what becomes of it with the node. */
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { OpenedCheckpoint } from '../src/events/checkpoint/keeper';
import { MemoryCheckpoint } from '../src/events/checkpoint/memory-checkpoint';
import { openCheckpoint, removeCheckpoint } from '../src/events/checkpoint/open-checkpoint';
import { toFailure } from '../src/model/failure';
import { userDir } from './user-dir';

/** Outlasts the feeds of a node, which follow each other: what one has told, the next does not tell again. */
class LastingMemory extends MemoryCheckpoint {
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

export class CheckpointPlace {
  readonly #folder: string;
  #memory: LastingMemory | undefined;

  /** @param isDurable whether it has to outlast the process; else it is kept in memory */
  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly isDurable: boolean,
  ) {
    this.#folder = join(userDir(RED), 'icure', 'checkpoints');
  }

  /**
   * Opens it. Where nothing has to outlast the process, what an earlier start kept is removed: should the node be told to keep it again one day, it begins
   * anew.
   * @throws FailureError
   */
  async open(owner: string): Promise<OpenedCheckpoint> {
    if (this.isDurable) return openCheckpoint(this.#folder, this.node.id, owner);
    if (this.#memory === undefined) await removeCheckpoint(this.#folder, this.node.id);
    this.#memory ??= new LastingMemory();
    return { checkpoint: this.#memory };
  }

  /**
   * Called when the node has been closed. Node-RED says "removed" of a node whose tab is disabled, too, and does not say it of a node in an instance of a
   * subflow: only when the flows without the node run, it is known.
   */
  removeWithNode(): void {
    closedNodes(this.RED).set(this.node.id, this.#folder);
  }
}

/** Of a node inside an instance of a subflow: the id of the node of the subflow that it was made from (`Subflow.js` of Node-RED). */
export function templateIdOf(node: Node): string | undefined {
  const { _alias: templateId } = node as { readonly _alias?: unknown };
  return typeof templateId === 'string' ? templateId : undefined;
}

/** The nodes that were closed since the flows were last started, by id, with the folder of their checkpoints. */
let closed: Map<string, string> | undefined;

/** One listener for all nodes: there may be many. */
function closedNodes(RED: NodeAPI): Map<string, string> {
  if (closed !== undefined) return closed;
  const nodes = new Map<string, string>();
  closed = nodes;
  RED.events.once('flows:started', () => {
    closed = undefined;
    const ids = new Set<string>();
    RED.nodes.eachNode(({ id }) => ids.add(id));
    for (const [id, folder] of nodes) {
      if (isThere(id, ids)) continue;
      removeCheckpoint(folder, id).catch((error: unknown) => {
        RED.log.warn(`[icure] ${toFailure(error).message}`);
      });
    }
  });
  return nodes;
}

/**
 * A node inside an instance of a subflow is named after the instance and after itself in the subflow, joined by a dash; the instance may itself be inside
 * of one. Ids may contain dashes, too.
 */
export function isThere(id: string, ids: ReadonlySet<string>): boolean {
  if (ids.has(id)) return true;
  for (let dash = id.indexOf('-'); dash > 0; dash = id.indexOf('-', dash + 1)) {
    if (ids.has(id.slice(0, dash)) && isThere(id.slice(dash + 1), ids)) return true;
  }
  return false;
}
