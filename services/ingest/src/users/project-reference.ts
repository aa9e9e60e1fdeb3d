import type { ProjectReference } from '@upshot/ledger/projects/find';
import { Type } from 'typebox';
import { timestamp } from '../http/schemas.ts';
import { toTimestamp } from '@upshot/shared/timestamp';

/** A project as clients of Platform.sh find it in lists of what a user may see. */
export const projectReferenceSchema = Type.Object({
  id: Type.String(),
  title: Type.String(),
  region: Type.String(),
  status: Type.Literal('active'),
  organization_id: Type.String(),
  subscription_id: Type.String(),
  created_at: timestamp,
  updated_at: timestamp,
});

/** Describes a project in short. */
export function describeProjectReference(project: ProjectReference) {
  const { id, title, region, organization, created_at: createdAt, updated_at: updatedAt } = project;
  return {
    id,
    title,
    region: textOf(region),
    status: 'active' as const,
    organization_id: textOf(organization),
    subscription_id: '',
    created_at: toTimestamp(createdAt),
    updated_at: toTimestamp(updatedAt ?? createdAt),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
