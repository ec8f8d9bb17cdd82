import type { Output } from '../src/app/context.js';

/** An output that remembers what was written to it. */
export interface MemoryOutput extends Output {
  text(): string;
}

export function memoryOutput(isTerminal = false): MemoryOutput {
  let written = '';
  return {
    write(text) {
      written += text;
    },
    isTerminal,
    columns: isTerminal ? 80 : undefined,
    text: () => written,
  };
}
