import { entrySchemas, orNothing } from './entry-schemas.js';
import { configKeys, type ConfigKeyName } from './keys.js';
import { type JsonSchema, jsonSchemaOf } from './schemas.js';

/** The form of the config file, for editors: JSON Schema with the keys, defaults and explanations of `configKeys`. */
export function configSchema(): JsonSchema {
  const properties = configKeys.map(({ key, explains, default: standard }) => [
    key,
    { description: `${explains} (default: ${standard})`, ...orNothing(schemaOf(key)) },
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The config of photokeep',
    type: 'object',
    // A file in JSON names its schema by this key.
    properties: { ...(Object.fromEntries(properties) as JsonSchema), $schema: { type: 'string' } },
    additionalProperties: false,
  };
}

/** Name of the file with it, beside the config. */
export const schemaFile = 'config.schema.json';

/** The same as the file that `init` puts beside the config. */
export function schemaText(): string {
  return `${JSON.stringify(configSchema(), undefined, 2)}\n`;
}

function schemaOf(key: ConfigKeyName): JsonSchema {
  return isEntries(key) ? entrySchemas[key] : jsonSchemaOf(key);
}

function isEntries(key: ConfigKeyName): key is keyof typeof entrySchemas {
  return key in entrySchemas;
}
