import type { Database } from '@upshot/ledger/connect';
import { script } from '@upshot/integrations/script-definition';
import { Problem } from '@upshot/shared/problem';
import { Type } from 'typebox';
import { defineEndpoint } from '../http/endpoint.ts';
import { projectId } from '../http/schemas.ts';
import { invalid } from '../http/validate.ts';
import { requireProject } from '../projects/find-project.ts';
import type { ScriptLinter } from './script-linter.ts';

const place = Type.Integer({ minimum: 1 });

const problemSchema = Type.Object({
  rule: Type.String({ description: 'See docs/author-loop.md; `syntax` where the script does not compile.' }),
  severity: Type.Enum(['error', 'warning'], {
    description: 'An error fails when the script gets there; a warning may be meant.',
  }),
  message: Type.String(),
  line: place,
  column: place,
  end: Type.Object({ line: place, column: place }, { description: 'The place behind its last character.' }),
});

const answerSchema = Type.Object({
  problems: Type.Array(problemSchema, { description: 'The first 200, in the order of the source.' }),
  total: Type.Integer({ description: 'How many there are.' }),
});

/** Looks a script over without running it, by the rules of `upshot script:lint`. */
export function lintScript(database: Database, linter: ScriptLinter) {
  return defineEndpoint({
    operationId: 'lintScript',
    summary: 'Look a script over',
    description: 'Finds what fails, or may not be meant, without running the script.',
    tag: 'integrations',
    isAudited: false,
    params: Type.Object({ project: projectId }),
    body: Type.Object(
      {
        source: script.fields.script.schema,
        concurrency: Type.Optional(
          Type.Integer({
            minimum: 1,
            description: 'How many runs of the script may be under way at once (1).',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: { 200: { description: 'What was found.', schema: answerSchema } },
    problems: ['project_not_found', 'too_many_requests'],
    async handle({ params: { project }, body: { source, concurrency = 1 } }) {
      await requireProject(database, project);
      const answer = await linter.lint(project, { source, concurrency });
      if (answer === 'busy') {
        const detail = 'Other scripts of the project wait to be looked over. Send this one again.';
        throw new Problem('too_many_requests', detail, { retryAfterSeconds: 1 });
      }
      if (answer === 'expensive') {
        const message =
          'takes more than five seconds, or too much memory, to look over: make the script shorter';
        throw invalid([{ field: 'source', message }]);
      }
      return answer;
    },
  });
}
