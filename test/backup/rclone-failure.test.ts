import { describe, expect, test } from '@jest/globals';
import { rcloneFailure, rcloneStoreError } from '../../src/backup/rclone-failure.js';

describe('what rclone says', () => {
  test.each([
    ['Put "http://127.0.0.1:1/a": dial tcp 127.0.0.1:1: connect: connection refused', 'unreachable', true],
    ['dial tcp: lookup g.api.mega.co.nz: no such host', 'unreachable', true],
    ['Service Unavailable: 503 Service Unavailable', 'unreachable', true],
    ['unexpected EOF', 'unreachable', true],
    ['read tcp 10.0.0.1:443: i/o timeout', 'timeout', true],
    ['net/http: request canceled (Client.Timeout exceeded): context deadline exceeded', 'timeout', true],
    ["couldn't login: Http Status: 402 Payment Required", 'not-permitted', true],
    ['Http Status: 509 Bandwidth Limit Exceeded', 'over-quota', true],
    ['Request over quota', 'no-space', true],
    ['Insufficient Storage: 507 Insufficient Storage', 'no-space', true],
    ['preallocate: file too big for remaining disk space', 'no-space', true],
    ['googleapi: Error 403: quota exceeded, storageQuotaExceeded', 'no-space', true],
    ['AccessDenied: Access Denied\n\tstatus code: 403, request id: x', 'not-permitted', true],
    ['mkdir /mnt/x: read-only file system', 'read-only', true],
    ['failed to authenticate decrypted block - bad password?', 'unreadable', false],
    ["can't copy - source file is being updated (size changed from 1 to 2)", 'changed', false],
    ['object not found', 'vanished', false],
    ['Not Found: 404 Not Found', 'vanished', false],
    ['open /x/y: file name too long', 'name-too-long', false],
    ['something that nobody has heard of', 'tool-failed', false],
  ])('%j is %s', (said, reason, isWhole) => {
    expect(rcloneFailure(said)).toMatchObject({ reason, isWhole });
  });

  test.each(['509', '507', '404', '403', '500'])('a photo called %s is no status of a server', (number) => {
    const said = `Gallery/2021/${number}.jpg: partial-x${number}: corrupted on transfer: sizes differ`;
    expect(rcloneFailure(said)).toMatchObject({ reason: 'tool-failed', isWhole: false });
  });

  test('is told in one line', () => {
    const { message } = rcloneStoreError('mega:', `couldn't login:\n\t${'x'.repeat(1000)}`);
    expect(message).not.toMatch(/\n/);
    expect(message.length).toBeLessThan(400);
  });
});
