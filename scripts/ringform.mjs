// `npm run -s ringform -- ARGUMENTS`: sets the clone up where needed, then runs the command in this same process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setup } from './setup.mjs';

setup();
// npm runs scripts in the project's folder; paths in the arguments are meant from where the person stands.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
process.argv[1] = join(root, 'dist/cli/main.js');
await import(pathToFileURL(process.argv[1]).href);
