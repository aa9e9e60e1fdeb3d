import { Option } from 'commander';
import { chooseProject } from '../choose-project.ts';
import { defineCommand } from '../command.ts';
import { integerFrom } from '../input/parse-option.ts';
import { entityOptions, printEntity, type EntityOptions } from '../output/print-entity.ts';

interface Options extends EntityOptions {
  readonly activityDays?: number;
  readonly succeededDays?: number;
  readonly logDays?: number;
  readonly reset?: true;
}

const days = (flag: string, what: string) =>
  new Option(`${flag} <days>`, `keep ${what} for so long`).argParser(integerFrom(1, 36_500));

/** `retention:project` */
export const retentionProject = defineCommand<Options>({
  name: 'retention:project',
  summary: 'Shows or changes for how long a project keeps data',
  details:
    'Only differences from the deployment are shown. Changing them needs an admin token for every project.',
  options: [
    days('--activity-days', 'activities'),
    days('--succeeded-days', 'log entries of succeeded runs'),
    days('--log-days', 'all other log entries'),
    new Option(
      '--reset',
      'keep everything for as long as the deployment says, except what the other options say',
    ),
    ...entityOptions,
  ],
  async run(session, { options }) {
    const { api } = await chooseProject(session);
    const { activityDays, succeededDays, logDays, reset } = options;
    const change = { activity_days: activityDays, succeeded_days: succeededDays, log_days: logDays };
    const isChange = reset === true || Object.values(change).some((value) => value !== undefined);
    const current = reset === true ? {} : await api.get<Record<string, number>>(['retention']);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const shown = isChange ? await api.send('PUT', ['retention'], { ...current, ...given }) : current;
    await printEntity(session.terminal, shown as Record<string, unknown>, options);
  },
});
