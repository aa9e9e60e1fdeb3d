import { Link } from '@tanstack/react-router';

/** Stands at addresses that are none. */
export function NotFoundPage() {
  return (
    <main className="alone">
      <title>Not found · Upshot</title>
      <h1>There is no such page</h1>
      <p>
        <Link to="/">Go to the first page</Link>
      </p>
    </main>
  );
}
