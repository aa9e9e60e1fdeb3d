/** How good or bad something is: it decides on icon and colour. */
export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'quiet';

const icons: { readonly [T in Tone]: string } = { good: '✓', bad: '✗', warn: '!', busy: '…', quiet: '·' };

/** A state as icon, colour and word, so that none of them is needed alone. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true">{icons[tone]}</span> {children}
    </span>
  );
}
