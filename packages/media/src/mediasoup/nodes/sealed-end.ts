import type { KeySeal } from '../../key-seal.ts';
import type { PipeEnd } from '../far-branch.ts';
import { farSubject, SrtpKeys, type WireEnd } from './subjects.ts';

/** What the keys of one end are sealed for: they open in no other message. */
export interface EndContext {
  /** Who is asked, and on which of its branches. */
  node: string;
  branch: string;
  from: string;
  said: 'question' | 'answer';
}

/** The end of a pipe as it goes over the bus: address in the clear, keys not. */
export function sealEnd(seal: KeySeal, { ip, port, srtp }: PipeEnd, context: EndContext): WireEnd {
  return { ip, port, ...(srtp ? { sealed: seal.seal(JSON.stringify(srtp), textOf(context)) } : {}) };
}

/** @throws {Error} it was not sealed for this */
export function openEnd(seal: KeySeal, { ip, port, srtp, sealed }: WireEnd, context: EndContext): PipeEnd {
  if (sealed === undefined) return { ip, port, srtp };
  return { ip, port, srtp: SrtpKeys.parse(JSON.parse(seal.open(sealed, textOf(context)))) };
}

function textOf({ node, branch, from, said }: EndContext): string {
  return [farSubject(node), branch, from, said].join('\n');
}
