/** The page of the example "Dashboard feed", in a real browser, fed by a server that does its worst. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { launchBrowser } from '../editor/editor-page';
import { eventually } from '../support/eventually';
import { readExample } from '../support/examples';

const INJECTION = '<img src=x onerror="document.title=\'injected\'">';

describe('the page of the example "Dashboard feed"', () => {
  let server: Server;
  let sockets: WebSocketServer;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  const flow = readExample('Dashboard feed');
  const template = flow.find(({ type }) => type === 'template')?.template;
  const headers = flow.find(({ type, name }) => type === 'http response' && name === 'page')?.headers;
  const values: unknown[] = [
    { t: '2026-01-02T03:05:00', value: 65 },
    { t: '2026-01-02T03:04:00', value: 110 },
    { t: INJECTION, value: 100 },
    { t: '2026-01-02T03:04:05', value: INJECTION },
  ];

  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/ward/glucose/values') {
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(values));
      } else if (request.url === '/ward/glucose') {
        response.writeHead(200, headers as Record<string, string>).end(template);
      } else {
        response.writeHead(404).end();
      }
    });
    sockets = new WebSocketServer({ server, path: '/ward/glucose/live' });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) errors.push(message.text());
    });
  });
  after(async () => {
    await browser.close();
    sockets.close();
    server.closeAllConnections();
    server.close();
  });

  const drawn = (kind: string): Promise<number> => page.locator(kind).count();

  it('draws what is stored and what comes, in order of time, below whatever path Node-RED serves it', async () => {
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ward/glucose`);
    await eventually('the stored values are drawn', async () => {
      assert.equal(await drawn('circle'), 2);
    });
    assert.match((await page.locator('#latest').textContent()) ?? '', /^65 mg\/dL/);
    for (const client of sockets.clients) client.send(JSON.stringify({ t: '2026-01-02T03:06:00', value: 250 }));
    await eventually('the new value is drawn', async () => {
      assert.equal(await drawn('circle'), 3);
    });
    assert.match((await page.locator('#latest').textContent()) ?? '', /^250 mg\/dL/);
    assert.equal(await drawn('circle.outside'), 2);
  });

  it('takes nothing into the page but numbers', async () => {
    assert.equal(await drawn('img'), 0);
    assert.equal(await page.title(), 'Glucose');
    assert.doesNotMatch(await page.content(), /onerror/);
    assert.deepEqual(errors, [], 'its own policy lets it do all it has to');
  });

  it('listens again after the connection was lost, and then knows what it has missed', async () => {
    values.push({ t: '2026-01-02T03:07:00', value: 90 });
    for (const client of sockets.clients) client.terminate();
    await eventually('the missed value is drawn', async () => {
      assert.equal(await drawn('circle'), 4);
    });
  });
});
