import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Input,
  Label,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { listEventTypes, listIntegrations, listProjects } from '../api/operations.generated.ts';
import { ask } from '../api/queries.ts';
import { useSession } from '../parts/use-session.ts';
import { makeVisible } from '../parts/visible-text.ts';
import type { Shortcut } from './shortcut.ts';

/** Something that the palette leads to. */
interface Entry {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly run: () => void;
}

/** Finds pages, integrations, event types, projects and actions by name, and anything by its id. */
export function Palette({
  project,
  shortcuts,
  onClose,
}: {
  readonly project: string;
  readonly shortcuts: readonly Shortcut[];
  readonly onClose: () => void;
}) {
  const [typed, setTyped] = useState('');
  const { contains } = useFilter({ sensitivity: 'base' });
  const entries = useEntries(project, shortcuts, typed.trim());
  const choose = (key: React.Key) => {
    onClose();
    entries.find(({ id }) => id === key)?.run();
  };
  return (
    <ModalOverlay
      className="overlay top"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Modal className="modal">
        <Dialog className="dialog palette" aria-label="Search">
          <Autocomplete inputValue={typed} onInputChange={setTyped} filter={contains}>
            {/* It was opened to type into it. */}
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
            <SearchField autoFocus>
              <Label>Name of a page or integration, or any id</Label>
              <Input />
            </SearchField>
            <Menu className="palette-list" aria-label="Found" items={entries} onAction={choose}>
              {({ id, label, kind }) => (
                <MenuItem id={id} className="menu-item" textValue={label}>
                  {makeVisible(label)} <span className="hint">{kind}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function useEntries(project: string, shortcuts: readonly Shortcut[], typed: string): readonly Entry[] {
  const navigate = useNavigate();
  const { isLimited } = useSession();
  const params = { project };
  const { data: integrations = [] } = useQuery(ask(listIntegrations, { params }));
  const { data: projects = [] } = useQuery(ask(listProjects));
  const { data: types = [] } = useQuery({ ...ask(listEventTypes), staleTime: Infinity });
  const isId = typed !== '' && !/\s/.test(typed);
  return [
    ...shortcuts
      .filter(({ isInPalette }) => isInPalette)
      .map(({ keys, title, run }) => ({ id: `keys ${keys}`, label: title, kind: keys, run })),
    ...integrations.map(({ id, name }) => ({
      id: `integration ${id}`,
      label: name,
      kind: 'integration',
      run: () =>
        void navigate({ to: '/p/$project/integrations/$integration', params: { project, integration: id } }),
    })),
    ...(typed === '' || isLimited ? [] : types).map(({ type }) => ({
      id: `type ${type}`,
      label: type,
      kind: 'activities of this type',
      run: () => void navigate({ to: '/p/$project/activities', params, search: { type: [type] } }),
    })),
    ...projects
      .filter(({ id }) => id !== project)
      .map(({ id, title }) => ({
        id: `project ${id}`,
        label: title === '' ? id : title,
        kind: 'project',
        run: () => void navigate({ to: '/p/$project', params: { project: id } }),
      })),
    ...(isId
      ? [
          {
            id: 'go',
            label: typed,
            kind: 'go to this id',
            run: () => void navigate({ to: '/go/$id', params: { id: typed } }),
          },
        ]
      : []),
  ];
}
