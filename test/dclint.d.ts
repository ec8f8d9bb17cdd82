/** What the tests use of dclint, whose own types name files that it does not ship. */
declare module 'dclint' {
  export class DCLinter {
    constructor(config: {
      readonly rules: Readonly<Record<string, never>>;
      readonly quiet: boolean;
      readonly debug: boolean;
      readonly exclude: readonly string[];
    });
    lintFiles(
      paths: readonly string[],
      recursive: boolean,
    ): { readonly messages: readonly { readonly rule: string; readonly message: string }[] }[];
  }
}
