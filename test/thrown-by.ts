/** What a function throws, to look at its code or kind. @throws Error when it throws nothing */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
