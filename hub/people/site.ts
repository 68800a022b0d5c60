// pure
// The console's address as the browser sees it; its name was checked against this hub's names before (HTTP-4).
import type { Request } from 'express';
import type { Site } from './second-factor.ts';

export const siteOf = (request: Request): Site => ({
  rpId: request.hostname,
  origin: `${request.protocol}://${request.host}`,
});
