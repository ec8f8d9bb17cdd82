import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { fileLink, fileUrl, pathMarkup } from '../../src/report/file-link.js';

describe('the address of a file', () => {
  test.each([
    '/data/Photos/IMG 1.jpg',
    '/data/100%/#1?.jpg',
    '/data/Köln/日本 📷.heic',
    `/data/"quotes" & 'ticks' <b>.jpg`,
    '/data/line\nbreak.jpg',
  ])('leads back to %j', (path) => {
    expect(fileURLToPath(fileUrl(path))).toBe(path);
    expect(fileUrl(path)).toMatch(/^file:\/\/[\w/.%~!*()'-]+$/);
  });

  test('has the bytes that are not UTF-8 as they are', () => {
    expect(fileUrl('/data/caf\udce9.jpg')).toBe('file:///data/caf%E9.jpg');
  });

  test('has a replacement for what can be no name', () => {
    expect(fileUrl('/data/\ud83d')).toBe('file:///data/%EF%BF%BD');
  });
});

describe('a path', () => {
  test('is shown relative to the root, each part isolated', () => {
    expect(pathMarkup('/data/Photos/images/שלום/IMG_1.jpg', '/data/Photos').html).toBe(
      '<span class="folder"><bdi>images</bdi>/<bdi>שלום</bdi>/</span><span class="name"><bdi>IMG_1.jpg</bdi></span>',
    );
  });

  test('is shown whole where it lies elsewhere', () => {
    expect(pathMarkup('/data/Photos2/IMG_1.jpg', '/data/Photos').html).toContain(
      '<bdi></bdi>/<bdi>data</bdi>/<bdi>Photos2</bdi>/',
    );
    expect(pathMarkup('/data/..Photos/a.jpg', '/data').html).toContain(
      '<span class="folder"><bdi>..Photos</bdi>/',
    );
  });

  test('cannot leave its link', () => {
    const { html } = fileLink(`/data/"><script>'.jpg`, '/data');

    expect(html).toMatch(/^<a href="file:\/\/\/data\/%22%3E%3Cscript%3E&#39;\.jpg">/);
    expect(html).not.toContain('<script>');
  });
});
