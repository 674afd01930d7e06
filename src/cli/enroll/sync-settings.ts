import { UsageError } from '../../base/errors.js';
import type { EnrolmentAnswer } from '../../broker/certificates/enrolment-answer.js';
import { parseYaml, readConfigText } from '../../config/config-file.js';
import { OPEN, writeWholeFile } from '../../send/enrolment/whole-file.js';
import { configByOptions, type ConfigOptions } from '../config-command.js';

type Told = Pick<EnrolmentAnswer, 'site' | 'brokerUrl'>;

/** The lines that an answer adds to the configuration. */
export function syncLines({ site, brokerUrl }: Told): string {
  return `sync:\n  enabled: true\n  site: ${site}\n  brokerUrl: ${brokerUrl}\n`;
}

/**
 * Writes an answer's site and broker, and that is sent, into the configuration file in force; everything else in it stays, comments too, and the
 * old file is kept beside it. Nothing is written where all of it stands there already.
 *
 * @throws UsageError config-missing, config-unreadable; ConfigError config-syntax; StorageError. The file is as it was then.
 */
export async function writeSyncSettings(
  options: ConfigOptions,
  { site, brokerUrl }: Told,
): Promise<{ readonly file: string; readonly backup?: string }> {
  const { file } = configByOptions(options);
  if (file === undefined)
    throw new UsageError(
      'config-missing',
      'There is no configuration file to write into.',
      'Name one with --config FILE, or make one: ringform config default > FILE.',
    );
  const { document } = parseYaml(readConfigText(file), file);
  const told = Object.entries({ enabled: true, site, brokerUrl });
  if (told.every(([key, value]) => document.getIn(['sync', key]) === value)) return { file };
  // A section with all its lines commented out reads as null.
  if (document.getIn(['sync']) === null) document.deleteIn(['sync']);
  for (const [key, value] of told) document.setIn(['sync', key], value);
  const { keptAs } = await writeWholeFile(file, document.toString({ lineWidth: 0 }), {
    ...{ mode: OPEN, existing: 'keep' },
  });
  return { file, ...(keptAs !== undefined && { backup: keptAs }) };
}
