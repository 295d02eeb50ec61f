/** Registers an endpoint in Node-RED's admin API, with what holds for all of ours: who may ask, how, and how much. */
import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { isJsonObject } from '../../src/model/json';
import type { Answer, Endpoint, EndpointRequest, Permission, Refusal } from './endpoint';
import { RateLimit } from './rate-limit';

/** Node-RED's permissions, all of which are needed. */
const PERMISSIONS: Readonly<Record<Permission, readonly string[]>> = {
  read: ['icure-account.read'],
  write: ['icure-account.write'],
  deploy: ['icure-account.write', 'flows.write'],
};

export function serve(RED: NodeAPI, endpoint: Endpoint): void {
  const guards = PERMISSIONS[endpoint.permission].map((permission) => RED.auth.needsPermission(permission));
  const handlers: RequestHandler[] = [
    ...guards,
    refuseOtherSites,
    ...(endpoint.method === 'POST' ? [takeJsonOnly] : []),
  ];
  const limit = endpoint.limit === undefined ? undefined : new RateLimit(endpoint.limit);
  const handler: RequestHandler = (request, response) => {
    const wait = limit?.enter();
    if (wait !== undefined) {
      response.setHeader('retry-after', wait);
      const message = `Node-RED was asked this too often; try again in ${wait} s.`;
      refuse(response, 429, { code: 'too-often', message });
      return;
    }
    answer(endpoint, request, response)
      .catch((error: unknown) => {
        failed(RED, endpoint, response, error);
      })
      .finally(() => limit?.leave());
  };
  switch (endpoint.method) {
    case 'GET':
      RED.httpAdmin.get(endpoint.path, ...handlers, handler);
      return;
    case 'POST':
      RED.httpAdmin.post(endpoint.path, ...handlers, handler);
      return;
    default:
      endpoint.method satisfies never;
  }
}

/** Where the editor needs no login, a page of another site could ask in the name of whoever looks at it. Browsers tell of that, others do not. */
const refuseOtherSites: RequestHandler = (request, response, next) => {
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') next();
  else
    refuse(response, 403, {
      code: 'other-site',
      message: 'Only the editor itself may ask this, no page of another site.',
    });
};

/** A form of another site can send anything but JSON without having asked first. */
const takeJsonOnly: RequestHandler = (request, response, next) => {
  if (typeof request.is('application/json') !== 'string') {
    refuse(response, 415, { code: 'not-json', message: 'The request must be JSON (content-type: application/json).' });
  } else if (!isJsonObject(request.body)) {
    refuse(response, 400, { code: 'not-json', message: 'The request must be a JSON object.' });
  } else {
    next();
  }
};

/** A defect of ours. Express would answer with the stack, and the error's text may hold anything: only its class is told. */
function failed(RED: NodeAPI, { path }: Endpoint, response: Response, error: unknown): void {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  RED.log.error(`[icure] Answering ${path} failed unexpectedly (${name}).`);
  if (response.headersSent) response.destroy();
  else refuse(response, 500, { code: 'unexpected', message: `Node-RED could not answer this (${name}).` });
}

function refuse(response: Response, status: number, refusal: Refusal): void {
  response.status(status).json(refusal);
}

async function answer(endpoint: Endpoint, request: Request, response: Response): Promise<void> {
  const ended = new AbortController();
  response.once('close', () => {
    ended.abort();
  });
  response.setHeader('cache-control', 'no-store');
  await write(response, await endpoint.answer(read(endpoint, request, ended.signal)), ended.signal);
}

function read(endpoint: Endpoint, request: Request, signal: AbortSignal): EndpointRequest {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) {
    if (typeof value === 'string') params[name] = value;
  }
  const body: unknown = request.body;
  return { params, body: endpoint.method === 'POST' && isJsonObject(body) ? body : {}, signal };
}

async function write(response: Response, answer: Answer, signal: AbortSignal): Promise<void> {
  switch (answer.kind) {
    case 'nothing':
      response.status(204).end();
      return;
    case 'json':
      response.json(answer.value);
      return;
    case 'text':
      // Not by `send`, which writes the parameters of the type in its own way.
      response.setHeader('content-type', answer.contentType);
      response.end(answer.text);
      return;
    case 'refused':
      refuse(response, answer.status, answer.refusal);
      return;
    case 'lines':
      response.setHeader('content-type', 'application/x-ndjson; charset=utf-8');
      // Proxies are not to wait for the end.
      response.setHeader('x-accel-buffering', 'no');
      await answer.produce((line) => {
        if (!signal.aborted) response.write(`${JSON.stringify(line)}\n`);
      });
      response.end();
      return;
    default:
      answer satisfies never;
  }
}
