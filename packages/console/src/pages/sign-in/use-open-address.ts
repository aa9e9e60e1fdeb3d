import { useRouter } from '@tanstack/react-router';

/** Opens an address of the console that was kept for after the sign-in; the first page when it is none. */
export function useOpenAddress(): (next: string | undefined) => void {
  const router = useRouter();
  return (next) => {
    // An address that begins with two slashes names another host.
    const base = new URL(document.baseURI).pathname;
    router.history.replace(next?.startsWith(base) === true && !/^[/\\]{2}/.test(next) ? next : base);
  };
}
