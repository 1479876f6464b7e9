import { z } from 'zod';

export const ResourceId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
