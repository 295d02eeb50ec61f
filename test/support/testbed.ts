/** What a test file works with: a sandbox, a Node-RED, somebody who writes. It ends as a whole, however far its start has come. */
import assert from 'node:assert/strict';
import { createSandbox, type Sandbox, type SandboxAccount, type SandboxOptions } from '../../sandbox';
import { accountNode, TAB } from './flow';
import { NodeRedProcess, type FlowNode } from './node-red-process';
import { Writer } from './writer';

export class Testbed {
  #sandbox: Sandbox | undefined;
  #nodeRed: NodeRedProcess | undefined;
  readonly #ends: (() => unknown)[] = [];

  /** The sandbox that was started last. */
  get sandbox(): Sandbox {
    assert(this.#sandbox, 'A sandbox was started.');
    return this.#sandbox;
  }

  /** The Node-RED that was started last. */
  get nodeRed(): NodeRedProcess {
    assert(this.#nodeRed, 'A Node-RED was started.');
    return this.#nodeRed;
  }

  /** The account that a sandbox begins with. */
  get professional(): SandboxAccount {
    const [first] = this.sandbox.accounts;
    assert(first);
    return first;
  }

  async startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = await createSandbox({ pingInterval: 500, ...options });
    this.atEnd(() => sandbox.stop());
    this.#sandbox = sandbox;
    return sandbox;
  }

  async startNodeRed(...options: ConstructorParameters<typeof NodeRedProcess>): Promise<NodeRedProcess> {
    const nodeRed = new NodeRedProcess(...options);
    // It may have begun to run when its start fails.
    this.atEnd(() => nodeRed.stop());
    await nodeRed.start();
    this.#nodeRed = nodeRed;
    return nodeRed;
  }

  /** Somebody whose entities an account can read, which must have a key by then. */
  async startWriter(reader = this.professional): Promise<Writer> {
    const writer = await Writer.of(this.sandbox, [reader.dataOwnerId]);
    this.atEnd(() => {
      writer.end();
    });
    return writer;
  }

  /** The account node of the professional. Its id is `account`. */
  accountNode(settings: object = {}): FlowNode {
    return accountNode(this.sandbox.url, this.professional, settings);
  }

  /** Deploys a tab with these nodes, and the account of the professional. */
  async deploy(...nodes: readonly FlowNode[]): Promise<void> {
    await this.nodeRed.deploy([TAB, this.accountNode(), ...nodes]);
  }

  /** Something else that is to be done at the end; what was started last ends first. */
  atEnd(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Ends all, even when one of them cannot; it may be started again. */
  async end(): Promise<void> {
    const end = this.#ends.pop();
    if (end === undefined) return;
    try {
      await end();
    } finally {
      await this.end();
    }
  }
}
