/** Where the checkpoint of a node is, and what becomes of it with the node. */
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import type { OpenedCheckpoint } from '../src/events/checkpoint/keeper';
import { MemoryCheckpoint } from '../src/events/checkpoint/memory-checkpoint';
import { openCheckpoint, removeCheckpoint } from '../src/events/checkpoint/open-checkpoint';
import { toFailure } from '../src/model/failure';
import { userDir } from './user-dir';

export class CheckpointPlace {
  readonly #folder: string;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
  ) {
    this.#folder = join(userDir(RED), 'icure', 'checkpoints');
  }

  /**
   * @param isDurable what need not outlast the process is kept in memory, and what an earlier start kept is removed: should the node be told to keep it
   * again one day, it begins anew
   * @throws FailureError
   */
  async open(isDurable: boolean, owner: string): Promise<OpenedCheckpoint> {
    if (isDurable) return openCheckpoint(this.#folder, this.node.id, owner);
    await removeCheckpoint(this.#folder, this.node.id);
    return { checkpoint: new MemoryCheckpoint() };
  }

  /** Node-RED says "removed" of a node whose tab is disabled, too: only when the flows without the node run, it is known. */
  removeWithNode(): void {
    this.RED.events.once('flows:started', () => {
      const ids = new Set<string>();
      this.RED.nodes.eachNode(({ id }) => ids.add(id));
      if (isThere(this.node.id, ids)) return;
      removeCheckpoint(this.#folder, this.node.id).catch((error: unknown) => {
        this.RED.log.warn(`[icure] ${toFailure(error).message}`);
      });
    });
  }
}

/** A node inside an instance of a subflow is named after the instance and after itself in the subflow (`Subflow.js` of Node-RED). */
function isThere(id: string, ids: ReadonlySet<string>): boolean {
  return ids.has(id) || (id.includes('-') && id.split('-').every((part) => ids.has(part)));
}
