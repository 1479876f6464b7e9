/**
 * One page of a browser speaks for its device: two would both turn the same keys on, and what they seal could not be
 * opened. The page that was opened last takes over.
 * @param lost another page has taken over
 * @returns what gives the device back
 */
export async function takeDevice(locks: LockManager, name: string, lost: () => void): Promise<() => void> {
  const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
  const taken = Promise.withResolvers<undefined>();
  locks
    .request(name, { steal: true }, () => {
      taken.resolve(undefined);
      return held;
    })
    // Rejected when it is stolen, and only then.
    .catch(lost);
  await taken.promise;
  return () => release(undefined);
}
