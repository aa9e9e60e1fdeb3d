import type { Timestamp } from './timestamp-columns.ts';

/** States of issues that are not simply open. */
export interface IssueStatesTable {
  project_id: string;
  issue: string;
  state: 'acknowledged' | 'resolved';
  changed_at: Timestamp;
  changed_by: string;
}
