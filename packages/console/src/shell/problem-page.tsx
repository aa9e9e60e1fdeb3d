import { ProblemView } from '../parts/problem-view.tsx';

/** Stands where a page could not be shown. */
export function ProblemPage({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  return (
    <main className="alone">
      <title>A problem · Upshot</title>
      <h1>This page could not be shown</h1>
      <ProblemView problem={error} onRetry={reset} />
    </main>
  );
}
