/** Whoever sits at the terminal and is asked for several things in a row. Every answer but the last may be corrected. */
export interface Dialog {
  begin(title: string): void;
  /** @param wrong what is wrong with an answer, if anything: then it is asked for again */
  text(question: string, initial: string, wrong: (answer: string) => string | undefined): Promise<string>;
  /** One of a list that is too long to be shown: typing searches it. */
  search(question: string, choices: readonly string[], initial: string): Promise<string>;
  choose(question: string, choices: readonly Choice[], initial: string): Promise<string>;
  agree(question: string, initial: boolean): Promise<boolean>;
  end(text: string): void;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}
