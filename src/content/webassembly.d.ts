// TypeScript declares WebAssembly only for browsers; this is the one part of it that is used here.
declare namespace WebAssembly {
  class Memory {
    /** @param descriptor `initial` counts pages of 64 KiB */
    constructor(descriptor: { readonly initial: number });
    readonly buffer: ArrayBuffer;
  }
}
