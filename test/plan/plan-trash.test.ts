import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { statePath } from '../../src/plan/plan-asset.js';
import { originalPath, planDeletions, type TrashedContent } from '../../src/plan/plan-trash.js';

const places = { libraryRoot: '/photos', trash: '/photos/.photokeep/trash/R' };

test('from the place in the trash the old one is known, wherever it was', () => {
  const name = fc.constantFrom('a.jpg', 'outside', '..b', 'caf\udce9', 'images', 'ñ');
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));
  fc.assert(
    fc.property(path, fc.constantFrom('/photos/', '/', '/media/card/'), (below, root) => {
      const source = `${root}${below}`;
      expect(originalPath(statePath(source, places.trash, places), places)).toBe(source);
    }),
  );
});

describe('what is deleted', () => {
  const identity = { dev: 1, ino: 2, size: 3, mtimeMs: 4, ctimeMs: 5 };
  const fingerprint = { size: 3, hash: '00000000000000ff' };
  const content = (path: string, keep: string | undefined): TrashedContent => {
    return { file: { run: 'R', path, original: `/drop${path}`, identity }, fingerprint, keep };
  };
  const contents = [content('/a', '/gallery/a'), content('/b', undefined), content('/c', '/gallery/c')];

  test('is what a Gallery file seems to hold too; it goes only after a comparison with that file', () => {
    const { actions, onlyCopies } = planDeletions(contents, { firstId: 7, lastCopies: false });
    expect(actions).toEqual([
      { kind: 'delete', id: 7, source: '/a', identity, fingerprint, keep: '/gallery/a' },
      { kind: 'delete', id: 8, source: '/c', identity, fingerprint, keep: '/gallery/c' },
    ]);
    expect(onlyCopies.map(({ path }) => path)).toEqual(['/b']);
  });

  test('is everything, at the user’s own word', () => {
    const { actions, onlyCopies } = planDeletions(contents, { firstId: 1, lastCopies: true });
    expect(actions.map(({ source, keep }) => [source, keep])).toEqual([
      ['/a', '/gallery/a'],
      ['/b', undefined],
      ['/c', '/gallery/c'],
    ]);
    expect(onlyCopies).toEqual([]);
  });
});
