// The documents as JSON and for reading.
import Type from 'typebox';
import { type Route, route } from '../routes/route.ts';
import { asyncApiDocument } from './asyncapi.ts';
import { asyncApiPage, openApiPage } from './docs-page.ts';
import { type OpenApiDocument, openApiDocument } from './openapi.ts';

/** Routes that show all the routes given, and themselves. */
export function docsRoutes(described: readonly Route[]): Route[] {
  // Made when first asked for: a document of all schemas costs some milliseconds of every start.
  let made: OpenApiDocument | undefined;
  function openApi(): OpenApiDocument {
    made ??= openApiDocument([...described, ...routes]);
    return made;
  }
  const common = { method: 'get', tag: 'documents', access: 'public' } as const;
  const routes: Route[] = [
    route({
      ...common,
      path: '/api/openapi.json',
      summary: 'This interface as an OpenAPI 3.1 document.',
      answer: Type.Object({ openapi: Type.String(), paths: Type.Object({}) }),
      handle: openApi,
    }),
    route({
      ...common,
      path: '/api/asyncapi.json',
      summary: 'The counters’ side (MQTT) as an AsyncAPI 3.0 document.',
      answer: Type.Object({ asyncapi: Type.String(), channels: Type.Object({}) }),
      handle: () => asyncApiDocument(),
    }),
    route({
      ...common,
      path: '/api/docs',
      summary: 'The OpenAPI document for reading.',
      answerType: 'text/html',
      handle: ({ response }) => void response.type('html').send(openApiPage(openApi())),
    }),
    route({
      ...common,
      path: '/api/docs/mqtt',
      summary: 'The AsyncAPI document for reading.',
      answerType: 'text/html',
      handle: ({ response }) => void response.type('html').send(asyncApiPage(asyncApiDocument())),
    }),
  ];
  return routes;
}
