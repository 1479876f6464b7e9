import type { ChatPerson, FileSource, Message } from '@saal/client';
import { createContext, use } from 'react';

/** What a message can ask of where it stands. What is left out is not offered. */
export interface MessageActions {
  reply?: (message: Message) => void;
  edit?: (message: Message) => void;
  openThread?: (message: Message) => void;
  pin?: (message: Message) => void;
  remind?: (message: Message) => void;
  /** Address of a message in this room. */
  linkTo?: (message: Message) => string;
  /** To another day, beginning from this one. */
  chooseDay?: (fromMs: number) => void;
  /** Whose name was pressed. */
  person?: (person: ChatPerson) => void;
}

/** What the lines of one list share. */
export interface LineTools extends MessageActions {
  react: (message: Message, key: string) => void;
  remove: (message: Message) => void;
  retry: (message: Message) => void;
  discard: (message: Message) => void;
  polls: { vote: (message: Message, answerIds: readonly string[]) => void; end: (message: Message) => void } | undefined;
  jump: (eventId: string) => void;
  show: (file: FileSource) => void;
  fileUrl: (file: FileSource, thumbnail?: { widthPx: number; heightPx: number }) => Promise<string>;
}

export const LineToolsContext = createContext<LineTools | undefined>(undefined);

export function useLineTools(): LineTools {
  const tools = use(LineToolsContext);
  if (!tools) throw new Error('used outside of a list of messages');
  return tools;
}
