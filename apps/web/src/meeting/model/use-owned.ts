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
    let open = true;
    void Promise.resolve(made).then((ready) => {
      if (open) setOwned(ready);
    });
    return () => {
      open = false;
      close(made);
    };
    // Made once: what it needs later it reads from where it lives.
  }, []);
  return owned;
}
