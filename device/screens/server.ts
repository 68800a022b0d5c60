// The counter's own web server: two pages, two event streams, the touches. It decides nothing (SCR-1).
import type { Server } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { defineMessage, parseJson } from '@zhuangui/protocol/schema.ts';
import { Closed, PaymentMethod, SlotNumber } from '@zhuangui/protocol/units.ts';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import Type from 'typebox';
import type { Log } from '../platform/log.ts';
import type { Desk } from './desk-acts.ts';
import { addDesk, pictureTypes } from './desk-routes.ts';
import { createStreams } from './event-stream.ts';
import type { ScreenSource } from './source.ts';
import { screenPaths } from './views.ts';

const orderMessage = defineMessage(
  'order',
  1024,
  Closed({ slots: Type.Array(SlotNumber, { minItems: 1, maxItems: 5 }), method: PaymentMethod }),
);

const scanMessage = defineMessage(
  'scan',
  1024,
  Closed({ scan: Type.String({ minLength: 1, maxLength: 300 }) }),
);

export interface ScreenApp {
  source: ScreenSource;
  /** Without one the operator's page has nothing to show. */
  desk?: Desk | undefined;
  log: Log;
  /** Folder of the built pages. */
  pages: string;
  /** Folder of photographs of goods. */
  pictures?: string | undefined;
}

/** The Express app without a port: routes, headers, pages. */
export function screenApp({ source, desk, log, pages, pictures }: ScreenApp): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet({ contentSecurityPolicy: { directives: pageSources }, strictTransportSecurity: false }));
  app.use(onlyByOwnName);
  // SEC-16: what the counter says of itself and of who is signed in is kept by no browser.
  app.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  const streams = createStreams();
  const shopper = { view: () => source.shopperView(), onChange: source.onChange.bind(source) };
  app.get(screenPaths.shopperEvents, (_request, response) => {
    if (!streams.serve('shopper', shopper, response)) refuseStream(response);
  });
  app.use('/api', onlyFromOwnPages);
  if (desk) addDesk(app, desk, { streams, refuse, refuseStream });
  app.use('/api', express.raw({ type: 'application/json', limit: 4096 }));
  addTouches(app, source);
  if (pictures) app.use(screenPaths.pictures, express.static(pictures, { index: false, maxAge: '1h' }));
  app.use(express.static(pages, { index: 'index.html' }));
  app.get('/operator', (_request, response) => response.sendFile(join(pages, 'operator.html')));
  app.use((_request, response) =>
    refuse(response, 404, 'not-found', 'There is no such page on this counter.'),
  );
  app.use(
    (error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
      const status = error.status && error.status < 500 ? error.status : 500;
      if (status === 500) log.error({ error: error.message }, 'screen server');
      refuse(
        response,
        status,
        status === 500 ? 'internal' : 'bad-request',
        status === 500 ? 'Please try again.' : error.message,
      );
    },
  );
  return app;
}

/** Vite inlines nothing we do not ship; pictures are drawn by the page itself. */
const pageSources = {
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  upgradeInsecureRequests: null,
};

/** SCR-2: a foreign name that was made to lead here (DNS rebinding) would make its page one of our own. */
function onlyByOwnName(request: Request, response: Response, next: NextFunction): void {
  const name = request.hostname?.replace(/^\[(.*)\]$/, '$1') ?? '';
  if (name === 'localhost' || isIP(name) !== 0 || name === hostname()) return next();
  refuse(response, 421, 'foreign-name', 'This counter is reached by its address or as localhost.');
}

/** SCR-2: another page in the same browser must not press our buttons. */
function onlyFromOwnPages(request: Request, response: Response, next: NextFunction): void {
  const site = request.headers['sec-fetch-site'];
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  const isOurs = request.is(['application/json', ...pictureTypes]);
  if (isOwn && (request.method === 'GET' || isOurs)) return next();
  refuse(response, 403, 'foreign-page', 'Only the counter’s own pages may do this.');
}

function addTouches(app: Express, source: ScreenSource): void {
  app.post(screenPaths.order, async (request, response) => {
    const parsed = orderMessage.parse(request.body instanceof Buffer ? request.body : new Uint8Array());
    if (!parsed.ok) return refuse(response, 400, parsed.problem.code, parsed.problem.message);
    const answer = await source.order(parsed.value.slots, parsed.value.method);
    if (answer.accepted) return void response.status(201).json({ order: answer.order });
    refuse(response, 409, answer.why, refusalWords[answer.why], { refusals: answer.refusals });
  });
  app.post(screenPaths.scan, (request, response) => {
    const parsed = scanMessage.parse(request.body instanceof Buffer ? request.body : new Uint8Array());
    if (!parsed.ok) return refuse(response, 400, parsed.problem.code, parsed.problem.message);
    const slot = source.scan(parsed.value.scan);
    if (slot !== undefined) return void response.json({ slot });
    refuse(response, 404, 'not-for-sale', 'These goods are not for sale at this counter.');
  });
  const touches = {
    [screenPaths.confirmTestPayment]: source.confirmTestPayment,
    [screenPaths.cancel]: source.cancel,
    [screenPaths.dismiss]: source.dismiss,
  };
  for (const [path, act] of Object.entries(touches)) {
    app.post(path, (request, response) => {
      if (!parseJson('touch', request.body instanceof Buffer ? request.body : new Uint8Array()).ok) {
        return refuse(response, 400, 'not-json', 'The body must be {}.');
      }
      if (act.call(source)) return void response.status(204).end();
      refuse(response, 409, 'not-now', 'This is not possible at the moment.');
    });
  }
}

function refuseStream(response: Response): void {
  response.set('retry-after', '5');
  refuse(response, 503, 'too-many-streams', 'Too many screens are open on this counter: close some.');
}

const refusalWords = {
  busy: 'Another sale is running.',
  'out-of-service': 'The counter is out of service.',
  refused: 'The gate refuses at least one item.',
  'method-unavailable': 'This way of paying is not possible now: choose another.',
} as const;

function refuse(response: Response, status: number, code: string, message: string, more: object = {}): void {
  response.status(status).json({ error: { code, message: message.slice(0, 500) }, ...more });
}

export interface ScreenServer {
  url: string;
  close(): Promise<void>;
}

/** Listens; port 0 takes a free one. Rejects with the system's error when the port is taken. */
export function listenScreens(app: Express, host: string, port: number): Promise<ScreenServer> {
  return new Promise((resolve, reject) => {
    const server: Server = app.listen(port, host, (error?: Error) => {
      if (error) return reject(error);
      // SEC-15: a page of our own is quick; whoever sends slowly holds a socket of a small machine.
      server.headersTimeout = 10_000;
      server.requestTimeout = 30_000;
      const { port: actual } = server.address() as AddressInfo;
      resolve({ url: `http://${host}:${actual}`, close: () => closeServer(server) });
    });
  });
}

/** Event streams never end by themselves. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
