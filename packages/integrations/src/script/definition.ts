import { isolations } from '@upshot/shared/isolation';
import { Type } from 'typebox';
import { scriptQuota } from '@upshot/shared/script-quota';
import { defineIntegration } from '../definition.ts';
import { chosenFilter } from '../filter-rules.ts';

const SUMMARY_CHARACTERS = 300;

/**
 * Platform.sh documents two default filters: its API fires a script on successful pushes only, its command line always
 * sends `*` itself. This is the default of the API.
 */
export const script = defineIntegration({
  type: 'script',
  title: 'Script',
  description:
    'Runs JavaScript (ES2021) or TypeScript in a sandbox, with the activity, variables, storage and `fetch`.',
  filter: chosenFilter({ events: ['environment.push'], result: 'success' }),
  concurrency: 1,
  fields: {
    script: {
      schema: Type.String({
        minLength: 1,
        maxLength: scriptQuota.sourceCharacters,
        description: 'ES2021, or TypeScript.',
      }),
      keptIn: 'script_versions',
      option: {
        label: 'Script file',
        flags: '--file <file>',
        description: 'the JavaScript or TypeScript file to run (- for standard input)',
        reads: 'script-file',
      },
    },
    isolation: {
      schema: Type.Enum([...isolations], {
        description:
          'What a run may share with earlier ones: warm: a context; context: an isolate; isolate: nothing.',
      }),
      keptIn: 'settings',
      default: 'warm',
      option: {
        label: 'Isolation',
        flags: '--isolation <level>',
        description: 'what a run may share with earlier ones: warm, context or isolate',
        isAsked: false,
      },
    },
  },
  runText: 'Running activity script',
  findFaults({ script: source }, { findScriptFault }) {
    const message = source === undefined ? undefined : findScriptFault(source);
    return message === undefined ? [] : [{ field: 'script', message, problem: 'invalid_script' }];
  },
  summarize: ({ script: source = '' }) =>
    `Script:\n${source.slice(0, SUMMARY_CHARACTERS).replaceAll('\t', '  ')}`,
});
