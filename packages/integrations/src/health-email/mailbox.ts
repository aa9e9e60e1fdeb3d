/** Who stands behind the group names that `recipients` of a health.email may hold. */
export type MailGroups = Readonly<Record<MailGroup, readonly string[]>>;

export const mailGroups = ['#admins', '#viewers'] as const;

export type MailGroup = (typeof mailGroups)[number];

/** Whether a text is the plain address of one mailbox, without a name, a comment, or characters that break a header. */
export function isMailbox(text: string): boolean {
  return text.length <= 254 && /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(text);
}

/** Says whether a text is the name of a group. */
export function isMailGroup(text: string): text is MailGroup {
  return mailGroups.some((group) => group === text);
}

/** Replaces the groups by their members, each address once. */
export function resolveRecipients(recipients: readonly string[], groups: MailGroups): readonly string[] {
  return [
    ...new Set(recipients.flatMap((recipient) => (isMailGroup(recipient) ? groups[recipient] : [recipient]))),
  ];
}

/** Reads one plain address. Throws what is wrong with it. */
export function parseMailbox(text: string): string {
  if (!isMailbox(text)) throw new Error('it must be a plain address, as upshot@example.org.');
  return text;
}

/** Reads addresses, comma separated. Throws an `Error` that names the first one that is not an address. */
export function parseMailboxes(text: string): readonly string[] {
  const addresses = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const wrong = addresses.find((address) => !isMailbox(address));
  if (wrong !== undefined) throw new Error(`it holds ${JSON.stringify(wrong)}, which is not an address.`);
  return addresses;
}
