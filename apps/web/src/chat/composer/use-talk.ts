import type { Message } from '@saal/client';
import { useMemo, useState } from 'react';

/** What the list of messages and the field below it share: the message answered or edited. */
export interface Talk {
  replying: Message | undefined;
  editing: Message | undefined;
  reply: (message: Message) => void;
  edit: (message: Message) => void;
  clear: () => void;
}

export function useTalk(): Talk {
  const [state, setState] = useState<{ replying?: Message; editing?: Message }>({});
  return useMemo(
    () => ({
      replying: state.replying,
      editing: state.editing,
      reply: (message) => setState({ replying: message }),
      edit: (message) => setState({ editing: message }),
      clear: () => setState({}),
    }),
    [state],
  );
}
