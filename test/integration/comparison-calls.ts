import { eventually } from '@upshot/testing/eventually';
import { adminToken } from '@upshot/testing/processes';
import { project, type TestSystem } from '@upshot/testing/system';
import { expect } from 'vitest';

/** A comparison, or a problem. */
interface ComparisonDocument {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly done: number;
  readonly counts: Readonly<Record<'same' | 'changed' | 'fixed' | 'broken' | 'skipped', number>>;
  readonly exact: number;
  readonly inexact: number;
  readonly request: Readonly<Record<string, unknown>>;
  readonly runs: readonly ComparedRun[];
  readonly code: string;
  readonly detail: unknown;
}

interface ComparedRun {
  readonly run: string;
  readonly activity: string;
  readonly verdict: string;
  readonly is_exact: boolean;
  readonly was: string;
  readonly outcome: string | null;
  readonly skipped_because: string | null;
  readonly differences: readonly {
    readonly part: string;
    readonly call: string;
    readonly fields: readonly {
      readonly field: string;
      readonly recorded: string;
      readonly now: string;
    }[];
  }[];
  readonly omitted_differences: number;
}

interface ComparisonAnswer {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly body: ComparisonDocument;
}

/** Calls that compare scripts with what the integration `notify` did. */
export function comparisonsOf(system: () => TestSystem) {
  const path = `/projects/${project}/integrations/notify/comparisons`;
  const ask = async (method: string, address: string, more: { body?: object; token?: string } = {}) => {
    const { body, token = adminToken } = more;
    const response = await fetch(`${system().url}${address}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const location = response.headers.get('location');
    const answer: ComparisonAnswer = {
      status: response.status,
      location,
      text,
      body: JSON.parse(text) as ComparisonDocument,
    };
    return answer;
  };
  const read = async (id: string) => await ask('GET', `/api${path}/${id}`);
  return {
    path: `/api${path}`,
    ask,
    read,
    compare: (body: object, token?: string) =>
      ask('POST', `/api${path}`, token === undefined ? { body } : { body, token }),
    cancel: (id: string) => ask('POST', `/api${path}/${id}/cancel`),
    /** The comparison, once it has ended. */
    endOf: async (begun: ComparisonAnswer): Promise<ComparisonAnswer> => {
      expect([begun.status, begun.text.slice(0, 300)]).toEqual([202, expect.anything()]);
      return await eventually(async () => {
        const later = await read(begun.body.id);
        expect(['waiting', 'running']).not.toContain(later.body.status);
        return later;
      });
    },
  };
}
