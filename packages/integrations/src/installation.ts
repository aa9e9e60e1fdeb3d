import type { MailGroups } from './health-email/mailbox.ts';

/** What checking an integration needs to know of this installation. */
export interface Installation {
  /** Undefined where no mail can be sent. */
  readonly mailGroups: MailGroups | undefined;
  /** What is wrong with the source of a script, with line and column. */
  readonly findScriptFault: (source: string) => string | undefined;
}
