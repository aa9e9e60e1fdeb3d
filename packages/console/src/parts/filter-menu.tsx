import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

/** A filter of which several values may be chosen. None chosen is no filter. */
export function FilterMenu<T extends string>({
  label,
  values,
  chosen = [],
  show = (value) => value,
  onChange,
}: {
  readonly label: string;
  readonly values: readonly T[];
  readonly chosen: readonly T[] | undefined;
  readonly show?: (value: T) => string;
  readonly onChange: (chosen: readonly T[] | undefined) => void;
}) {
  const shown = chosen.length === 0 ? 'any' : chosen.map(show).join(', ');
  return (
    <MenuTrigger>
      <Button className={chosen.length === 0 ? 'button filter' : 'button filter set'}>
        <span className="filter-name">{label}:</span> <span className="filter-value">{shown}</span>{' '}
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <Menu
          aria-label={label}
          selectionMode="multiple"
          selectedKeys={chosen}
          onSelectionChange={(keys) => {
            const next = values.filter((value) => keys === 'all' || keys.has(value));
            onChange(next.length === 0 ? undefined : next);
          }}
        >
          {values.map((value) => (
            <MenuItem key={value} id={value} className="menu-item" textValue={show(value)}>
              {({ isSelected }) => (
                <>
                  <span aria-hidden="true" className="check">
                    {isSelected ? '✓' : ''}
                  </span>
                  {show(value)}
                </>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
