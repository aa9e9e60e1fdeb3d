import { Outlet, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { InsecureBanner } from './insecure-banner.tsx';
import { Navigation } from './navigation.tsx';
import { ShortcutsHelp } from './shortcuts-help.tsx';
import { StreamNote } from './stream-note.tsx';
import { TopBar } from './top-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** The frame around the pages of a project. */
export function ProjectLayout() {
  const { project } = useParams({ from: '/signed-in/p/$project' });
  const main = useRef<HTMLElement>(null);
  const [opened, setOpened] = useState<'palette' | 'help'>();
  const openPalette = () => setOpened('palette');
  const shortcuts = useShortcuts(project, { palette: openPalette, help: () => setOpened('help') });
  const close = () => setOpened(undefined);
  return (
    <div className="frame">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <TopBar project={project} onSearch={openPalette} />
      <Navigation project={project} />
      <main ref={main} tabIndex={-1}>
        <InsecureBanner />
        <StreamNote project={project} />
        <Outlet />
      </main>
      {opened === 'help' ? <ShortcutsHelp shortcuts={shortcuts} onClose={close} /> : null}
      {opened === 'palette' ? (
        <Suspense>
          <Palette project={project} shortcuts={shortcuts} onClose={close} />
        </Suspense>
      ) : null}
    </div>
  );
}
