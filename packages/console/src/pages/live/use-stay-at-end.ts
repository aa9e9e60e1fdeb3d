import { useEffect, useRef } from 'react';

/** How near to its end a page counts as scrolled to it. */
const NEAR_PX = 80;

/** Keeps the page scrolled to its end while `last` changes, unless the reader has scrolled away from it. */
export function useStayAtEnd(last: string | undefined): void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const note = () => {
      const { scrollHeight } = document.documentElement;
      isAtEnd.current = window.scrollY + window.innerHeight >= scrollHeight - NEAR_PX;
    };
    window.addEventListener('scroll', note);
    return () => window.removeEventListener('scroll', note);
  }, []);
  useEffect(() => {
    if (last !== undefined && isAtEnd.current) window.scrollTo(0, document.documentElement.scrollHeight);
  }, [last]);
}
