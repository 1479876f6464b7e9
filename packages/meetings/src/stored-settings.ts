import { MeetingSettings, defaultSettings } from '@saal/protocol';
import { z } from 'zod';

/** Settings as an older version may have stored them: what it did not know is as by default. */
export const StoredSettings = z.preprocess(
  (stored) => (typeof stored === 'object' && stored !== null ? { ...defaultSettings, ...stored } : stored),
  MeetingSettings,
);
