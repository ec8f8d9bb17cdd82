/** What a recovery sheet is made of. */
export interface SheetFacts {
  /** name of the target in the config */
  readonly target: string;
  /** `mega-crypt:Photos` */
  readonly remote: string;
  /** id of the library */
  readonly library: string;
  /** ISO 8601 */
  readonly at: string;
  /** sections of rclone's config, as they stand there, the one that the target names first */
  readonly sections: readonly {
    readonly name: string;
    readonly settings: Readonly<Record<string, string>>;
  }[];
}

/** All that brings the photos back when nothing else is left, on one page. */
export function recoverySheet({ target, remote, library, at, sections }: SheetFacts): string {
  const config = sections.map(
    ({ name, settings }) =>
      `[${name}]\n${Object.entries(settings)
        .map(([key, value]) => `${key} = ${value}\n`)
        .join('')}`,
  );
  return `photokeep: recovery sheet of the backup ${target}
made ${at.slice(0, 10)}, library ${library}

Whoever has this page can read the photos, and nobody can read them without it: not you, not the provider. Print it, keep it
with your papers and away from the computer that it is about, and remove the file.

On a new machine:
1. Install rclone (https://rclone.org/downloads/) and photokeep.
2. Write the lines between the two rulers into ~/.config/rclone/rclone.conf, each as it stands here:
     mkdir -p ~/.config/rclone && chmod 700 ~/.config/rclone
     nano ~/.config/rclone/rclone.conf; chmod 600 ~/.config/rclone/rclone.conf
   The passwords among them look encrypted, and are only disguised: rclone understands them as they are.
3. Bring the library back, and then its photos:
     photokeep init --from-backup 'rclone:${remote}' ~/Photos
     photokeep backup restore '${target}' --library ~/Photos

Without photokeep, rclone alone copies the photos: rclone copy '${remote}/Gallery' ~/Photos
A name longer than 143 bytes is then a folder that ends in ‛ with a file in it: put the two together.

-------- rclone.conf --------
${config.join('\n')}-----------------------------
`;
}
