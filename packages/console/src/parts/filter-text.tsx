import { useEffect, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';

const SETTLE_MS = 400;

/** A filter by text: it counts shortly after the last key, and at once on Enter. */
export function FilterText({
  label,
  value = '',
  onChange,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  const commit = () => {
    if (typed !== value) onChange(typed.trim() === '' ? undefined : typed.trim());
  };
  useEffect(() => {
    const timer = setTimeout(commit, SETTLE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <TextField
      className="filter-text"
      value={typed}
      onChange={setTyped}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    >
      <Label>{label}</Label>
      <Input type="search" />
    </TextField>
  );
}
