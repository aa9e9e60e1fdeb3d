import type { Project } from '../tables.ts';

/** The columns that answers and changes need. */
export const projectColumns = ['id', 'title', 'properties', 'created_at', 'updated_at'] as const;

export type ProjectRow = Pick<Project, (typeof projectColumns)[number]>;
