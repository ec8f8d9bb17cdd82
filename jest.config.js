// The tests run from the compiled output, so that the shipped code is the tested code.
export default {
  rootDir: 'build/test',
  testMatch: ['**/*.test.js'],
  transform: {},
  reporters: ['default', '<rootDir>/../../scripts/closing-line.js'],
  // Real programs and real disks: slower than unit tests, and much slower on a busy machine.
  testTimeout: 120_000,
  // Several e2e tests at once start several exiftools; two cores have no more to give.
  maxWorkers: 2,
};
