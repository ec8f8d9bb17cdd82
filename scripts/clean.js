// Removes the compiled output, so that a file deleted from the source is not shipped or tested any more.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
