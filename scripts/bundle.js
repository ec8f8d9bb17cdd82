// Makes what is shipped: the program as a few files in dist/, with its small libraries inside, because loading
// a hundred modules takes longer than a run with nothing to do (docs/decisions/0007). Packages that bring
// programs or binaries of their own stay ordinary dependencies.
import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const { dependencies, optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

rmSync('dist', { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: {
    photokeep: 'bin/photokeep.ts',
    'hash-worker': 'src/content/hash-worker.ts',
    'search-worker': 'src/content/search-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: Object.keys({ ...dependencies, ...optionalDependencies }),
  sourcemap: true,
  metafile: true,
  legalComments: 'none',
  // CommonJS libraries inside the bundle ask for Node's own modules with require.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);",
  },
});
chmodSync('dist/photokeep.js', 0o755);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences(Object.keys(metafile.inputs)));

/** The licence of every package that has a file in the bundle. */
function licences(files) {
  const folders = files
    .map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
    .filter(Boolean);
  return [...new Set(folders)].sort().map(licence).join('\n\n');
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined)
    throw new Error(`${folder} has no licence file (${license}); look before bundling it`);
  return `== ${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
}
