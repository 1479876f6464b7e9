import { useEffect, useState } from 'react';

/**
 * Something that has to be closed, made when the component appears and closed when it goes.
 * @param make at the first drawing; later ones are ignored
 * @returns undefined until the first effect has run
 */
export function useOwned<T>(make: () => T, close: (owned: T) => void): T | undefined {
  const [owned, setOwned] = useState<T>();
  useEffect(() => {
    const made = make();
    setOwned(made);
    return () => close(made);
    // Made once: what it needs later it reads from where it lives.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return owned;
}
