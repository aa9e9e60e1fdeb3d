import { Outlet } from '@tanstack/react-router';
import { Announcer } from './announcer.tsx';

/** What every page has, signed in or not. */
export function RootLayout() {
  return (
    <>
      <Announcer />
      <Outlet />
    </>
  );
}
