import { Link, Outlet } from '@tanstack/react-router';
import '../../styles/reference.css';

/** The frame around the API reference. It takes no session: the description of the API is public. */
export function ApiReferenceLayout() {
  return (
    <div className="reference">
      <header className="top-bar">
        <Link to="/api-reference" className="brand-link">
          Upshot API
        </Link>
        <span className="spacer" />
        <a href="../api/openapi.json">openapi.json</a>
        <Link to="/">Console</Link>
      </header>
      <main>
        <Outlet />
      </main>
    </div>
  );
}
