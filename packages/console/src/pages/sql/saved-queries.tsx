import { useQuery } from '@tanstack/react-query';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { listSavedQueries } from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';

/** The queries of the pack: choosing one runs it. */
export function SavedQueries({ onChoose }: { readonly onChoose: (query: string) => void }) {
  const { data = [] } = useQuery({ ...ask(listSavedQueries), staleTime: Infinity });
  return (
    <MenuTrigger>
      <Button className="button">
        Saved queries <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <Menu
          aria-label="Saved queries"
          items={data}
          onAction={(key) => {
            const chosen = data.find(({ name }) => name === key);
            if (chosen !== undefined) onChoose(chosen.sql);
          }}
        >
          {({ name, title }) => (
            <MenuItem id={name} className="menu-item">
              {title}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
