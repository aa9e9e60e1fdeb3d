import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, ToggleButton } from 'react-aria-components';
import { call } from '../api/client.ts';
import { endSession, listProjects } from '../api/operations.generated.ts';
import { ask } from '../api/queries.ts';
import { sessionQuery } from '../api/session.ts';
import { Choice } from '../parts/choice.tsx';
import { setLive, useLive } from './live.ts';
import { storedTheme, storeTheme, themes, type Theme } from './theme.ts';

/** The project, whether lists are live, and what concerns the person. */
export function TopBar({ project, onSearch }: { readonly project: string; readonly onSearch: () => void }) {
  const isLive = useLive();
  return (
    <header className="top-bar">
      <span className="brand" aria-hidden="true">
        Upshot
      </span>
      <ProjectChoice project={project} />
      <span className="spacer" />
      <Button className="button" onPress={onSearch} aria-label="Search" aria-keyshortcuts="Control+K">
        <span aria-hidden="true">⌕</span>
      </Button>
      <ToggleButton className="button" isSelected={isLive} onChange={setLive}>
        <span aria-hidden="true">{isLive ? '●' : '❚❚'}</span> Live
      </ToggleButton>
      <PersonMenu />
    </header>
  );
}

function ProjectChoice({ project }: { readonly project: string }) {
  const { data = [] } = useQuery(ask(listProjects));
  const navigate = useNavigate();
  const names = data.map(({ id, title }) => ({ id, label: title === '' ? id : title }));
  const items = names.some(({ id }) => id === project) ? names : [...names, { id: project, label: project }];
  return (
    <Choice
      label="Project"
      items={items}
      value={project}
      onChange={(id) => void navigate({ to: '/p/$project', params: { project: id } })}
    />
  );
}

function PersonMenu() {
  const { data } = useQuery(sessionQuery);
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    await call(endSession);
    queryClient.clear();
    await navigate({ to: '/sign-in' });
  };
  const choose = (key: React.Key) => {
    const chosen = themes.find((name) => name === key);
    if (key === 'api-reference') void navigate({ to: '/api-reference' });
    else if (chosen === undefined) void signOut();
    else {
      storeTheme(chosen);
      setTheme(chosen);
    }
  };
  return (
    <MenuTrigger>
      <Button className="button">{data?.session?.scope ?? 'Session'} ▾</Button>
      <Popover className="popover">
        <Menu aria-label="Session" onAction={choose}>
          {themes.map((name) => (
            <MenuItem key={name} id={name} className="menu-item">
              {theme === name ? '✓ ' : ''}Theme: {name}
            </MenuItem>
          ))}
          <MenuItem id="api-reference" className="menu-item">
            API reference
          </MenuItem>
          <MenuItem id="sign-out" className="menu-item">
            Sign out
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
