// tsc writes plain files; the entry must be executable for `npm link` and for running it from a clone.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/bin/photokeep.js', import.meta.url), 0o755);
