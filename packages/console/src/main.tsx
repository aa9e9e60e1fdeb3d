import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import './initial-address.ts';
import { createConsoleRouter } from './routes.tsx';
import { isInFrame } from './shell/frame.ts';
import { reloadOnMissingChunk } from './shell/reload-on-missing-chunk.ts';
import { applyTheme, storedTheme } from './shell/theme.ts';
import './styles/tokens.css';
import './styles/layout.css';
import './styles/palette.css';
import './styles/parts.css';

reloadOnMissingChunk();
applyTheme(storedTheme());
document.documentElement.classList.toggle('framed', isInFrame);

const queryClient = createQueryClient(() => void router.navigate(signInAgain()));
const router = createConsoleRouter(queryClient);

/** The address is kept for after the sign-in. */
function signInAgain() {
  queryClient.clear();
  return { to: '/sign-in', search: { next: router.latestLocation.publicHref }, replace: true } as const;
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no element "root"');
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en-GB">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
