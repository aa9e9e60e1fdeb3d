import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import type { ChoiceItem } from './choice.tsx';

/** A field of a form that is one of a few. */
export function SelectInput({
  name,
  label,
  items,
  value,
  onChange,
}: {
  readonly name: string;
  readonly label: string;
  readonly items: readonly ChoiceItem[];
  readonly value: string;
  readonly onChange?: (id: string) => void;
}) {
  return (
    <Select
      className="field"
      name={name}
      defaultValue={value}
      onChange={(key) => key !== null && onChange?.(String(key))}
    >
      <Label>{label}</Label>
      <div>
        <Button className="button">
          <SelectValue /> <span aria-hidden="true">▾</span>
        </Button>
      </div>
      <Popover className="popover">
        <ListBox items={items}>
          {(item) => (
            <ListBoxItem className="menu-item" textValue={item.label}>
              {item.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
