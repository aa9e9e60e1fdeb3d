import { Outlet } from '@tanstack/react-router';
import { Announcer } from './announcer.tsx';
import { usePortal } from './use-portal.ts';

/** What every page has, signed in or not. */
export function RootLayout() {
  usePortal();
  return (
    <>
      <Announcer />
      <Outlet />
    </>
  );
}
