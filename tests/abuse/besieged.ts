/** A meeting of Anna's that others do their worst to. */
import { createGuest, setUpAdministrator, startMeeting, startSaal, WireParticipant, type SaalProcess } from '@saal/testkit';
import { expect } from 'vitest';

export interface Besieged {
  saal: SaalProcess;
  /** Anna, in her meeting. */
  host: WireParticipant;
  /** Comes in by the link. */
  guest(name: string): Promise<WireParticipant>;
  /** The same server, the same workers, and Anna's meeting as if nothing were. */
  expectUnharmed(): Promise<void>;
}

export async function startBesieged(): Promise<Besieged> {
  const saal = await startSaal();
  try {
    return await besiege(saal);
  } catch (error) {
    await saal.stop();
    throw error;
  }
}

async function besiege(saal: SaalProcess): Promise<Besieged> {
  const anna = await setUpAdministrator(saal);
  const meeting = await startMeeting(anna);
  const host = await WireParticipant.connect(anna.http);
  await host.join(meeting.id);
  await host.request('meeting.change-settings', { settings: { lobbyBypass: 'everyone' } });
  const workers = saal.workerPids();
  const serverPid = saal.pid;
  return {
    ...{ saal, host },
    async guest(name) {
      const participant = await WireParticipant.connect(await createGuest(saal.baseUrl));
      expect((await participant.join(meeting.id, { name })).state).toBe('joined');
      return participant;
    },
    async expectUnharmed() {
      expect(saal.pid).toBe(serverPid);
      expect(saal.workerPids()).toEqual(workers);
      expect(host.closed).toBeUndefined();
      await host.request('meeting.set-locked', { locked: false });
    },
  };
}
