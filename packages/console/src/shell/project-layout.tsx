import { Outlet, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { InsecureBanner } from './insecure-banner.tsx';
import { Navigation } from './navigation.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame around the pages of a project. */
export function ProjectLayout() {
  const { project } = useParams({ from: '/signed-in/p/$project' });
  const main = useRef<HTMLElement>(null);
  return (
    <div className="frame">
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <TopBar project={project} />
      <Navigation project={project} />
      <main ref={main} tabIndex={-1}>
        <InsecureBanner />
        <Outlet />
      </main>
    </div>
  );
}
