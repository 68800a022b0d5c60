// pure
// What the hub answers about webhooks.

export interface WebhookRow {
  id: string;
  name: string;
  url: string;
  events: string[];
  madeAtMs: number;
  madeBy: string;
  isPaused: boolean;
  waiting: number;
  dead: number;
  delivered: number;
}

export interface DeliveryRow {
  event: number;
  name: string;
  key: string;
  atMs: number;
  state: 'waiting' | 'delivered' | 'dead';
  tries: number;
  nextAtMs: number;
  lastAtMs: number | null;
  lastAnswer: string;
}
