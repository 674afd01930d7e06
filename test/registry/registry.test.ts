import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { postgresPrograms, startPostgres, type PrivatePostgres } from '../support/postgres.js';
import { anyOrderContract } from './any-order.contract.js';
import { asideContract } from './aside.contract.js';
import { intakeContract } from './intake.contract.js';
import { temporaryFolder, type NewPlace } from './opened.js';
import { floodContract } from './flood.contract.js';
import { newKeyContract } from './new-key.contract.js';
import { peopleContract } from './people.contract.js';
import { readingContract } from './reading.contract.js';

function contracts(name: string, newPlace: NewPlace): void {
  intakeContract(name, newPlace);
  anyOrderContract(name, newPlace);
  asideContract(name, newPlace);
  newKeyContract(name, newPlace);
  floodContract(name, newPlace);
  readingContract(name, newPlace);
  peopleContract(name, newPlace);
}

contracts('SQLite', () => Promise.resolve(join(temporaryFolder(), 'registry.sqlite')));

describe.skipIf(postgresPrograms === undefined)('with a PostgreSQL server', () => {
  let server: Promise<PrivatePostgres> | undefined;
  afterAll(async () => (await server)?.stop());
  contracts('PostgreSQL', async () => (await (server ??= startPostgres())).newDatabase());
});
