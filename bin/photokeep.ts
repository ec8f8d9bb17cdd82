#!/usr/bin/env node
import { main } from '../commands/program.js';
import { createSystemContext } from '../src/app/system-context.js';

process.exitCode = await main(process.argv.slice(2), createSystemContext());
