// pure
// What the hub answers about webhooks.

export type { DeliveryRow, WebhookRow } from '../../../connectors/webhooks.ts';
