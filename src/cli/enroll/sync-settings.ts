import { UsageError } from '../../base/errors.js';
import type { EnrolmentAnswer } from '../../broker/certificates/enrolment-answer.js';
import { parseYaml, readConfigText } from '../../config/config-file.js';
import { OPEN, writeWholeFile } from '../../send/enrolment/whole-file.js';
import { configByOptions, type ConfigOptions } from '../config-command.js';

type Told = Pick<EnrolmentAnswer, 'site' | 'brokerUrl'>;

/** The lines that an answer adds to the configuration. */
export function syncLines({ site, brokerUrl }: Told): string {
  return `sync:\n  site: ${site}\n  brokerUrl: ${brokerUrl}\n`;
}

/**
 * Writes an answer's site and broker into the configuration file in force; everything else in it stays, comments too, and the
 * old file is kept beside it. Nothing is written where both stand there already.
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
  if (document.getIn(['sync', 'site']) === site && document.getIn(['sync', 'brokerUrl']) === brokerUrl)
    return { file };
  document.setIn(['sync', 'site'], site);
  document.setIn(['sync', 'brokerUrl'], brokerUrl);
  const { keptAs } = await writeWholeFile(file, document.toString({ lineWidth: 0 }), {
    ...{ mode: OPEN, existing: 'keep' },
  });
  return { file, ...(keptAs !== undefined && { backup: keptAs }) };
}
