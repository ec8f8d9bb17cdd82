import tseslint from 'typescript-eslint';

// The house rules of docs/architecture.md, as far as a linter can see them.

/** Each dependency has one door: the only files that may import it. */
const doors = {
  commander: ['commands/**'],
  '@clack/prompts': ['src/app/terminal-dialog.ts'],
  yaml: ['src/config/load.ts', 'src/config/add-import-entry.ts'],
  croner: ['src/config/cron-expression.ts'],
  cronstrue: ['src/config/cron-expression.ts'],
  zod: ['src/config/schemas.ts'],
  'exiftool-vendored': ['src/dates/exiftool.ts'],
  '@photostructure/tz-lookup': ['src/dates/time-zone.ts'],
  picomatch: ['src/scan/exclusion.ts'],
  'xxhash-wasm': ['src/content/fingerprint.ts'],
  libsql: ['src/library/sqlite.ts'],
  execa: ['src/system/exec.ts'],
  chalk: ['src/report/**'],
  'cli-progress': ['src/report/**'],
  sharp: ['src/app/shrink-picture.ts'],
};

/** What a folder of src may not import: data flows one way, config → scan → dates, content → plan → execute → report. */
const upstream = {
  system: ['config', 'library', 'scan', 'dates', 'content', 'plan', 'execute', 'backup', 'report', 'app'],
  config: ['library', 'scan', 'dates', 'content', 'plan', 'execute', 'backup', 'report', 'app'],
  scan: ['config', 'library', 'dates', 'content', 'plan', 'execute', 'backup', 'report', 'app'],
  content: ['config', 'library', 'dates', 'plan', 'execute', 'backup', 'report', 'app'],
  dates: ['config', 'library', 'content', 'plan', 'execute', 'backup', 'report', 'app'],
  plan: ['config', 'library', 'execute', 'backup', 'report', 'app'],
  library: ['config', 'execute', 'backup', 'report', 'app'],
  execute: ['config', 'backup', 'report', 'app'],
  backup: ['report', 'app'],
  report: ['execute', 'app'],
};

/** Values in, values out: no file system, no processes, no clock, no environment. */
const pure = [
  'src/plan/**',
  'src/dates/{asset-dates,embedded-dates,file-name-date,file-name-forms,local-reading,metadata,name-pattern,refusals,same-moment,tag-rules,taken-at,time-zone,wall-clock}.ts',
  'src/scan/{asset-name,exclusion,file-name,ignore,media-kinds,reasons}.ts',
  'src/config/{add-import-entry,backup-entries,backup-place,cron-expression,config-schema,duration,effective,entry-schemas,entry-values,gallery-setting,import-entries,keys,mount-entries,notify-setting,syncthing-setting,unknown-key,write-config}.ts',
  'src/report/**',
];

const changesFiles =
  /^(append|chmod|chown|copy|cp|link|mkdir|rename|rm|rmdir|symlink|truncate|unlink|utimes|write)(File|temp|dtemp)?(Sync)?$/;

const doorPaths = (folder) =>
  Object.entries(doors)
    .filter(
      ([, files]) =>
        !files.some(
          (file) => file === folder || (file.endsWith('/**') && folder.startsWith(file.slice(0, -2))),
        ),
    )
    .map(([name]) => ({ name, message: `${name} has one door: ${doors[name].join(', ')}` }));

/** One entry of rules for the files of a folder; doors inside it are listed as files of their own. */
function restrict(files, { paths = [], patterns = [] }) {
  return { files, rules: { 'no-restricted-imports': ['error', { paths, patterns }] } };
}

const errorsOnly = (folder) => ({
  // The two leaves of app/ that every stage may use: what an error is, and what the world looks like.
  regex: folder === 'app' ? String.raw`/app/(?!(errors|exit-codes|context)\.js$)` : String.raw`/${folder}/`,
  message: 'data flows one way (docs/architecture.md)',
});

const noEffects = [
  {
    regex: '^node:(fs|child_process|worker_threads|os|net|http)',
    message: 'this file is pure: values in, values out',
  },
];
const noWrites = {
  regex: '^node:fs$',
  importNamePattern: changesFiles.source,
  message: 'users’ files are changed in src/execute only',
};

function rulesFor(folder) {
  const isPureFolder = pure.includes(`src/${folder}/**`);
  const patterns = [
    ...(upstream[folder] ?? []).map(errorsOnly),
    ...(isPureFolder ? noEffects : []),
    ...(['scan', 'content', 'config', 'report', 'system'].includes(folder) && !isPureFolder
      ? [noWrites]
      : []),
  ];
  const everywhere = restrict([`src/${folder}/**/*.ts`], { paths: doorPaths(`src/${folder}/`), patterns });
  const doorFiles = Object.values(doors)
    .flat()
    .filter((file) => file.startsWith(`src/${folder}/`) && !file.endsWith('/**'));
  const pureFiles = pure.filter((file) => file.startsWith(`src/${folder}/`) && !isPureFolder);
  return [
    everywhere,
    ...(pureFiles.length > 0
      ? [restrict(pureFiles, { paths: doorPaths(`src/${folder}/`), patterns: [...patterns, ...noEffects] })]
      : []),
    ...doorFiles.map((file) => {
      const isPureFile = pureFiles.some((glob) =>
        glob.includes(file.replace(/^.*\//, '').replace('.ts', '')),
      );
      return restrict([file], {
        paths: doorPaths(file),
        patterns: [...patterns, ...(isPureFile ? noEffects : [])],
      });
    }),
  ];
}

const outsideBinAndContext = [
  {
    selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
    message: 'set the exit code in bin/',
  },
  { selector: "MemberExpression[object.name='console']", message: 'write to the outputs of the context' },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'ask the context for the time',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'ask the context for the time',
  },
  {
    selector: "MemberExpression[object.name='process'][property.name=/^(env|argv|cwd|stdout|stderr|pid)$/]",
    message: 'ask the context',
  },
];

export default tseslint.config(
  { ignores: ['dist/**', 'build/**', 'node_modules/**', '**/*.d.ts'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Casts away from undefined stand where an index was just checked; the rule would turn them into `!`.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      'no-control-regex': 'error',
      'no-misleading-character-class': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
    },
  },
  ...[...Object.keys(upstream), 'app'].flatMap(rulesFor),
  restrict(['commands/**/*.ts', 'bin/**/*.ts'], {
    paths: doorPaths('commands/'),
    patterns: [
      {
        regex: String.raw`/src/(scan|dates|content|plan|execute|library)/`,
        message: 'a command makes one call into src/app',
      },
    ],
  }),
  {
    files: ['src/**/*.ts', 'commands/**/*.ts'],
    ignores: ['src/app/{system-context,terminal-dialog}.ts'],
    rules: { 'no-restricted-syntax': ['error', ...outsideBinAndContext] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Tests name what they expect to be there.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': 'off',
    },
  },
);
