// The package brings no types; this is the one part of it that is used here.
declare module 'picomatch' {
  export default function picomatch(
    globs: readonly string[],
    options: Readonly<Partial<Record<'dot' | 'nocase' | 'nonegate' | 'noextglob', boolean>>>,
  ): (path: string) => boolean;
}
