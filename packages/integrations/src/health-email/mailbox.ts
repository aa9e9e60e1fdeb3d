/** Who stands behind the group names that `recipients` of a health.email may hold. */
export interface MailGroups {
  readonly '#admins': readonly string[];
  readonly '#viewers': readonly string[];
}

/** Whether a text is the plain address of one mailbox, without a name, a comment, or characters that break a header. */
export function isMailbox(text: string): boolean {
  return text.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(text);
}

/** Says whether a text is the name of a group. */
export function isMailGroup(text: string): text is keyof MailGroups {
  return text === '#admins' || text === '#viewers';
}

/** Replaces the groups by their members, each address once. */
export function resolveRecipients(recipients: readonly string[], groups: MailGroups): readonly string[] {
  return [...new Set(recipients.flatMap((one) => (isMailGroup(one) ? groups[one] : [one])))];
}

/** Reads addresses, comma separated. Throws an `Error` that names the setting and the address that is none. */
export function parseMailboxes(setting: string, text: string): readonly string[] {
  const addresses = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = addresses.find((address) => !isMailbox(address));
  if (wrong !== undefined) throw new Error(`${setting} holds ${JSON.stringify(wrong)}, which is no address`);
  return addresses;
}
