import { useState } from 'react';
import { Button } from 'react-aria-components';

const SHOWN_MS = 1500;

/** Copies a text, and says so. */
export function CopyButton({
  text,
  children,
}: {
  readonly text: string | (() => string);
  readonly children: string;
}) {
  const [said, setSaid] = useState<string>();
  const copy = async () => {
    const copied = await navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => 'Copied',
      () => 'Not allowed',
    );
    setSaid(copied);
    setTimeout(() => setSaid(undefined), SHOWN_MS);
  };
  return (
    <Button className="button" onPress={() => void copy()}>
      <span aria-live="polite">{said ?? children}</span>
    </Button>
  );
}
