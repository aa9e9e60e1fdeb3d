import type { ReactNode } from 'react';

/** Text in its own lines that may be wider or longer than its box: it scrolls, so that the keyboard must reach it. */
export function ScrolledText({
  label,
  className = 'source',
  children,
}: {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label={label} tabIndex={0} className="scrolled">
      <pre className={className}>{children}</pre>
    </div>
  );
}
