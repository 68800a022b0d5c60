// The simulated machine in a browser: the counter's own screen, passed on as it is, and beside it what hands do there.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import express, { type Express, type Request, type Response } from 'express';
import type { BoardHand } from './board-hand.ts';
import type { Part } from './children.ts';
import { machinePage } from './machine-page.ts';
import type { NetworkCable } from './network-cable.ts';
import type { ScanCode } from './scan-codes.ts';

export interface MachineSetup {
  name: string;
  machine: 'spiral' | 'cabinet';
  /** Doors of a cabinet with the slots behind each. */
  doors: readonly { cabinet: number; door: 'left' | 'right'; slots: readonly number[] }[];
  codes: readonly ScanCode[];
  people: readonly { operator: string; name: string; role: string; pin: string; badge: string }[];
  phone: string;
}

export interface MachineParts {
  setup: MachineSetup;
  board: BoardHand;
  cable: Pick<NetworkCable, 'isPlugged' | 'setPlugged'>;
  /** Cuts the power of counter and board and brings it back. */
  cutPower(): Promise<void>;
  /** `http://127.0.0.1:…` of the counter's screens. */
  screen: string;
  port: number;
}

/** Only this machine's own names, and only its own pages: what passes here reaches the counter as its own. */
function isOurs(request: Request): boolean {
  const name = request.hostname ?? '';
  const site = request.headers['sec-fetch-site'];
  const isOwnPage = site === undefined || site === 'same-origin' || site === 'none';
  return (name === 'localhost' || isIP(name) !== 0) && (isOwnPage || request.method === 'GET');
}

function passOn(screen: string, request: Request, response: Response): void {
  const { host } = new URL(screen);
  const headers = { ...request.headers, host };
  const onward = httpRequest(
    new URL(request.url, screen),
    { method: request.method, headers },
    (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  // A counter without power answers nothing: the page notices as it would on the machine.
  onward.on('error', () => (response.headersSent ? response.destroy() : response.status(502).end()));
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

type Work = (body: Record<string, unknown>) => Promise<unknown>;

function addHands(app: Express, parts: MachineParts): void {
  const { board, cable } = parts;
  const state = async () => ({ truth: await board.truth(), isPlugged: cable.isPlugged() });
  const hands: Record<string, Work> = {
    board: (scenario) => board.apply(scenario),
    network: async ({ plugged }) => cable.setPlugged(plugged === true),
    power: () => parts.cutPower(),
  };
  app.get('/machine/setup', (_, response) => void response.json(parts.setup));
  app.get('/machine/state', async (_, response) => void response.json(await state()));
  for (const [name, work] of Object.entries(hands)) {
    app.post(`/machine/${name}`, express.json({ limit: '4kb' }), async (request, response) => {
      try {
        await work((request.body ?? {}) as Record<string, unknown>);
        response.json(await state());
      } catch (error) {
        response.status(400).json({ error: (error as Error).message });
      }
    });
  }
}

/** DEMO-5. Rejects when the port is taken. */
export async function openMachine(parts: MachineParts): Promise<Part & { url: string }> {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    if (isOurs(request)) return next();
    response.status(403).json({ error: 'Only this machine’s own pages may do this.' });
  });
  app.get('/machine', (_, response) => void response.type('html').send(machinePage));
  addHands(app, parts);
  app.use((request, response) => passOn(parts.screen, request, response));
  const server = await new Promise<ReturnType<Express['listen']>>((resolve, reject) => {
    const opened = app.listen(parts.port, '127.0.0.1', (error) => (error ? reject(error) : resolve(opened)));
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/machine`,
    ended: new Promise(() => {}),
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
