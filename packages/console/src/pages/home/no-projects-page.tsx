/** Stands where the token is good for no project yet. */
export function NoProjectsPage() {
  return (
    <main className="alone">
      <title>No projects · Upshot</title>
      <h1>There are no projects yet</h1>
      <p>Create one with the command line, then reload this page:</p>
      <pre>upshot project:create my-project --title &quot;My project&quot;</pre>
    </main>
  );
}
