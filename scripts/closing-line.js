// A jest reporter: leaves one line that says how many tests passed and failed, for .ci/run to end with.
import { writeFileSync } from 'node:fs';

export default class ClosingLine {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    writeFileSync('build/closing-line', `${numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
}
