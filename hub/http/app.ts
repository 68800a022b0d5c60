// The Express app for people and systems, without a port: headers, guards, routes, the console's files.
import { join } from 'node:path';
import compression from 'compression';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { docsRoutes } from './api-docs/docs-routes.ts';
import { addApprovalPage } from './approval-page.ts';
import { coreRoutes } from './core-routes.ts';
import { errorHandler } from './error-answers.ts';
import { HttpError } from './errors.ts';
import { isChannelReport, isSignIn, ownNamesOnly, ownPagesOnly, wrongTriesLimit } from './guards.ts';
import type { HttpParts } from './hub-parts.ts';
import { addPublicPages } from './pages/public-pages.ts';
import { addNotifyRoutes } from './payment-routes.ts';
import { addRoutes } from './routes/add-routes.ts';

/** The console's own files and nothing else; component styles are made in the page, hence inline styles. */
const pageSources = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};

const unbuilt = 'The console is not built: npm run screens.';

export function hubApp(parts: HttpParts): Express {
  const { pages, log, wrongTriesMax = 20 } = parts;
  const { access } = parts.slices;
  const app = express();
  app.disable('x-powered-by');
  // PEO-15: limits see the reader's address, not that of the proxy before us.
  if (parts.trustProxy !== undefined) app.set('trust proxy', parts.trustProxy);
  app.use(helmet({ contentSecurityPolicy: { directives: pageSources }, strictTransportSecurity: false }));
  // SEC-1: plain HTTP on the machine itself says nothing of TLS; behind a proxy that speaks it, for a year.
  app.use((request, response, next) => {
    if (request.secure) response.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
    next();
  });
  addNotifyRoutes(app, parts);
  app.use('/api', ownNamesOnly(parts.hostNames ?? []), ownPagesOnly);
  app.use('/api', (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  // A commit is some 25 statements, each a turn of the event loop: pages between them would make counters wait for all.
  app.use('/api', async (_request, _response, next) => {
    await parts.ledger.committed();
    next();
  });
  // Counts of their own: somebody's wrong tokens do not keep a colleague behind the same address from signing in.
  app.use(
    '/api',
    wrongTriesLimit(wrongTriesMax, access.isWrongToken),
    wrongTriesLimit(wrongTriesMax, isSignIn),
    wrongTriesLimit(wrongTriesMax, isChannelReport),
  );
  app.get('/healthz', (_request, response) => response.json({ ok: true }));
  const described = [...parts.slices.routes, ...coreRoutes(parts)];
  addRoutes(app, [...described, ...docsRoutes(described)], access);
  app.use('/api', () => {
    throw new HttpError('not-found');
  });
  const nameOf = (counter: string) => parts.fleet.registry.get(counter)?.name;
  addApprovalPage(app, { approvals: parts.approvals, nameOf });
  const { supervision, releases, statistics } = parts.slices;
  addPublicPages(app, {
    ...parts,
    open: supervision.open,
    catalogExport: releases.catalogExport,
    certifiedShare: statistics.certifiedShareOf,
  });
  // Only pages are compressed: an event stream through it would wait for its buffer. Vite's names carry a hash.
  app.use(compression());
  app.use('/assets', express.static(join(pages, 'assets'), { immutable: true, maxAge: '1y' }));
  app.use(express.static(pages, { index: false, maxAge: 0 }));
  // CON-10: the console's pages have addresses of their own; the script finds the page.
  app.get(['/console', '/console/*path'], (_request, response, next) => {
    response.sendFile(
      'index.html',
      { root: pages, maxAge: 0 },
      (error) => error && next(new HttpError('not-found', unbuilt)),
    );
  });
  app.get('/', (_request, response) => response.redirect('/console/'));
  app.use(() => {
    throw new HttpError('not-found');
  });
  app.use(errorHandler(log));
  return app;
}
