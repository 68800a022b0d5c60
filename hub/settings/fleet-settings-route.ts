// What the whole fleet is set to, for the page that changes it.
import { defaultSettings } from '@zhuangui/protocol/settings.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import type { FleetSettings } from './settings.ts';

/** CONF-20: settings of the fleet over the defaults; people have their own register. */
export function fleetSettingsRoute(settings: Pick<FleetSettings, 'view'>): Route {
  const { operators: _, ...defaults } = defaultSettings;
  return route({
    method: 'get',
    path: '/api/fleet/settings',
    tag: 'settings',
    summary: 'Settings of all counters, and the defaults they differ from.',
    access: 'counter.read',
    answer: Type.Object({
      fleet: Type.Object({}, { additionalProperties: true }),
      defaults: Type.Object({}, { additionalProperties: true }),
      effective: Type.Object({}, { additionalProperties: true }),
    }),
    async handle() {
      const { fleet } = await settings.view('*');
      return { fleet, defaults, effective: { ...defaults, ...fleet } };
    },
  });
}
