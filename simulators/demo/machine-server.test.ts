import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BoardSim, createBoardSim } from '../board/board-sim.ts';
import { readScenario } from '../board/scenario.ts';
import { createVirtualWire } from '../board/virtual-port.ts';
import { openMachine } from './machine-server.ts';

let screen: Server;
let board: BoardSim;
let machine: Awaited<ReturnType<typeof openMachine>>;
let cuts: number;
let isPlugged: boolean;
let heard: { method?: string; url?: string; host?: string; body: string }[];

beforeEach(async () => {
  [cuts, isPlugged, heard] = [0, true, []];
  screen = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { method, url, headers } = request;
    heard.push({ method: method!, url: url!, host: headers.host!, body });
    response.writeHead(201, { 'x-counter': 'yes' }).end('from the counter');
  }).listen(0, '127.0.0.1');
  await once(screen, 'listening');
  board = createBoardSim({
    slots: [{ selection: 1, inventory: 2, capacity: 8 }],
    transport: createVirtualWire(),
  });
  await board.start();
  machine = await openMachine({
    setup: {
      name: 'x',
      machine: 'spiral',
      doors: [],
      codes: [],
      people: [],
      phone: 'http://localhost/phone',
    },
    board: { apply: async (said) => board.apply(readScenario(said)), truth: async () => board.truth() },
    cable: {
      isPlugged: () => isPlugged,
      setPlugged: (plugged) => {
        isPlugged = plugged;
      },
    },
    async cutPower() {
      cuts += 1;
    },
    screen: `http://127.0.0.1:${(screen.address() as AddressInfo).port}`,
    port: 0,
  });
});
afterEach(async () => {
  await machine.stop();
  await board.stop();
  screen.close();
});

const base = () => machine.url.replace(/\/machine$/, '');
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${base()}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('[DEMO-5] the simulated machine', () => {
  it('says on its page that it is a simulator', async () => {
    expect(await (await fetch(machine.url)).text()).toContain('模拟器 · SIMULATOR');
  });

  it('does to the board what a hand does, and shows what came of it', async () => {
    const answer = await post('/machine/board', { do: 'changeFloat', coinFen: 700, noteFen: 500 });
    const { truth } = (await answer.json()) as { truth: ReturnType<BoardSim['truth']> };
    expect(truth.cash).toMatchObject({ coinChangeFen: 700, noteChangeFen: 500 });
    await post('/machine/board', { do: 'restock', slot: 1, count: 3 });
    expect(board.truth().slots[0]!.real).toBe(5);
  });

  it('answers what is no scenario with a sentence', async () => {
    const answer = await post('/machine/board', { do: 'jam', slot: 9 });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: 'slot 9 is not on this board; it has 1' });
  });

  it('pulls the network and cuts the power', async () => {
    await post('/machine/network', { plugged: false });
    expect(isPlugged).toBe(false);
    expect(await (await fetch(`${base()}/machine/state`)).json()).toMatchObject({ isPlugged: false });
    await post('/machine/power', {});
    expect(cuts).toBe(1);
  });

  it("passes the counter's own pages and touches on as they are", async () => {
    const answer = await post('/api/orders', { slots: [1] });
    expect([answer.status, answer.headers.get('x-counter'), await answer.text()]).toEqual([
      201,
      'yes',
      'from the counter',
    ]);
    const host = `127.0.0.1:${(screen.address() as AddressInfo).port}`;
    expect(heard).toEqual([{ method: 'POST', url: '/api/orders', host, body: '{"slots":[1]}' }]);
  });

  it('lets no foreign page press anything', async () => {
    const answer = await post('/machine/power', {}, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(403);
    expect((await post('/api/orders', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect([cuts, heard]).toEqual([0, []]);
  });
});
