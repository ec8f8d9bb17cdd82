// Ten new photos in a folder, made in a process of its own: `inTurn` prepares its rounds synchronously.
import { makeManyJpegs } from '../media/make-many.js';

const [folder = '', seed = '0'] = process.argv.slice(2);
await makeManyJpegs(folder, 10, { seed: Number(seed) });
