import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';

/** One of a few. */
export interface ChoiceItem {
  readonly id: string;
  readonly label: string;
}

/** A select: a labelled button with a list. */
export function Choice({
  label,
  items,
  value,
  onChange,
}: {
  readonly label: string;
  readonly items: readonly ChoiceItem[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}) {
  return (
    <Select className="choice" value={value} onChange={(key) => key !== null && onChange(String(key))}>
      <Label>{label}</Label>
      <ChoiceButton />
      <ChoiceList items={items} />
    </Select>
  );
}

/** What opens the list of a select, and shows what is chosen. */
export function ChoiceButton() {
  return (
    <Button className="button">
      <SelectValue /> <span aria-hidden="true">▾</span>
    </Button>
  );
}

/** The list of a select. */
export function ChoiceList({ items }: { readonly items: readonly ChoiceItem[] }) {
  return (
    <Popover className="popover">
      <ListBox items={items}>
        {(item) => (
          <ListBoxItem className="menu-item" textValue={item.label}>
            {item.label}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  );
}
