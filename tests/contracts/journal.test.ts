import { dbEngines } from '@zhuangui/protocol/db/open-db.ts';
import { describe } from 'vitest';
import { journalContract } from './journal-contract.ts';

describe.each(dbEngines)('Journal over %s', (engine) => journalContract(engine));
