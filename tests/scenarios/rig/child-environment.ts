// What a child process inherits: everything, and a place where Node keeps compiled modules between starts.
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const childEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_COMPILE_CACHE: join(tmpdir(), 'zhuangui-compile-cache'),
});
