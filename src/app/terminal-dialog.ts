import {
  autocomplete,
  type CANCEL_SYMBOL,
  confirm,
  intro,
  isCancel,
  outro,
  select,
  text,
} from '@clack/prompts';
import type { Dialog } from './dialog.js';
import { PhotokeepError } from './errors.js';

/** Asks on the terminal. What is asked is no result: it goes to stderr, as all questions do. */
export function terminalDialog(): Dialog {
  const output = process.stderr;
  return {
    begin(title) {
      intro(title, { output });
    },
    async text(message, initialValue, wrong) {
      const validate = (answer: string | undefined): string | undefined => wrong((answer ?? '').trim());
      return answered(await text({ message, initialValue, validate, output })).trim();
    },
    async search(message, choices, initialValue) {
      const options = choices.map((value) => ({ value, label: value }));
      return answered(await autocomplete({ message, options, initialValue, maxItems: 8, output }));
    },
    async choose(message, choices, initialValue) {
      return answered(await select({ message, options: [...choices], initialValue, output }));
    },
    async agree(message, initialValue) {
      return answered(await confirm({ message, initialValue, output }));
    },
    end(last) {
      outro(last, { output });
    },
  };
}

/** Ctrl-C is a key here, and no signal. @throws PhotokeepError `interrupted` */
function answered<T>(answer: T | typeof CANCEL_SYMBOL): T {
  if (isCancel(answer)) throw new PhotokeepError('interrupted', 'stopped; nothing was made');
  return answer;
}
