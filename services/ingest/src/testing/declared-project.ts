import { expect } from 'vitest';
import type { TestApp } from './test-app.ts';

/** What an apply answers, as far as tests look at it. */
export interface Applied {
  readonly revision: number;
  readonly changes: readonly {
    readonly action: string;
    readonly id: string | null;
    readonly name: string;
    readonly renamed_from: string | null;
    readonly fields: readonly { readonly field: string }[];
    readonly missing: readonly string[];
  }[];
  readonly unchanged: readonly string[];
  readonly prunable: readonly object[];
  readonly warnings: readonly string[];
}

interface Exported {
  readonly revision: number;
  readonly integrations: readonly { readonly name: string }[];
}

/** A project of its own for one test, without integrations. */
export interface DeclaredProject {
  readonly id: string;
  readonly path: string;
  post(body: object, token?: string): ReturnType<TestApp['call']>;
  /** {@link post}, which must succeed. */
  apply(body: object, token?: string): Promise<Applied>;
  export(): Promise<Exported>;
}

/** Integrations as files declare them. */
export const script = { name: 'notify', type: 'script', script: 'say(1)', events: ['environment.push'] };
export const hook = {
  name: 'hook',
  type: 'webhook',
  url: 'https://example.org/hook',
  shared_key: 'c2VjcmV0LWtleQ',
};
export const mail = { name: 'mail', type: 'health.email', recipients: ['ann@example.org'] };

let count = 0;

/** Makes a project. */
export async function openProject(t: TestApp): Promise<DeclaredProject> {
  const id = `declared-${++count}`;
  await t.database.insertInto('projects').values({ id, title: 'Declared' }).execute();
  const path = `/api/projects/${id}`;
  const post: DeclaredProject['post'] = (body, token) =>
    t.call('POST', `${path}/apply`, { body, ...(token === undefined ? {} : { token }) });
  return {
    id,
    path,
    post,
    async apply(body, token) {
      const { status, json } = await post(body, token);
      expect([status, json.detail]).toEqual([200, undefined]);
      return json as unknown as Applied;
    },
    async export() {
      return (await t.call('GET', `${path}/export`)).json as unknown as Exported;
    },
  };
}
