// pure
// What the hub answers about other channels.

export interface Channel {
  id: string;
  kind: 'hall' | 'zone' | '832';
  name: string;
  league: string | null;
  banner: string | null;
  programme: string;
  madeAtMs: number;
  keyMadeAtMs: number | null;
  closedAtMs: number | null;
}

export interface ChannelRow extends Channel {
  batches: number;
  lastBatchAtMs: number | null;
}

export interface Reason {
  code: string;
  zh: string;
  en: string;
}

export interface BatchAnswer {
  batch: string;
  received: number;
  accepted: number;
  rejected: { row: number; reasons: Reason[] }[];
  replaces: string | null;
}

export interface ReportedRow {
  line: number;
  day: string;
  product: string;
  programme: string;
  certified: boolean;
  amountFen: number;
  count: number;
}

export interface BatchRow {
  batch: string;
  source: string;
  receivedAtMs: number;
  receivedBy: string;
  replaces: string | null;
  replacedBy: string | null;
  accepted: number;
  rejected: number;
  amountFen: number;
}

export interface BatchDetail extends BatchRow {
  rows: ReportedRow[];
  refused: { row: number; content: string; reasons: Reason[] }[];
}

export interface Totals {
  by: string;
  rows: {
    key: string;
    name: string;
    amountFen: number;
    count: number;
    certifiedFen: number;
    certifiedClaimedShare: number | null;
  }[];
  total: { amountFen: number; count: number; certifiedFen: number; certifiedClaimedShare: number | null };
}

export interface Preview {
  digest: string;
  isTaken: boolean;
  answer: BatchAnswer;
  rows: ReportedRow[];
}

export const channelKinds = ['hall', 'zone', '832'] as const;
/** Programmes of the plan; another may be typed in, because names change. */
export const programmes = ['东西部扶贫协作', '定点扶贫', '区内消费扶贫'] as const;
