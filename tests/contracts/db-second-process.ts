// Opens a database in a process of its own and prints how that went; run by db-sqlite.test.ts.
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import { type DbEngine, openDb } from '@zhuangui/protocol/db/open-db.ts';

const [engine = '', path = ''] = process.argv.slice(2);
try {
  const db = await openDb({ engine: engine as DbEngine, path, busyTimeoutMs: 20 });
  await db.close();
  process.stdout.write('opened');
} catch (error) {
  process.stdout.write(error instanceof DbError ? error.code : String(error));
}
