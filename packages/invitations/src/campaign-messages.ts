/**
 * Messages to applicants and panels of a campaign, and letters that are sent again. A message is stored before anybody is told; its
 * letters follow from it, each once, whatever dies in between.
 */
import type { Clock } from '@saal/foundation/pure';
import type { CampaignMessageView, CampaignMessageWords, MessagePreview, PersonId } from '@saal/protocol';
import type { z } from 'zod';
import { CampaignNotFound, CampaignStateWrong } from './campaign-errors.ts';
import type {
  Campaign,
  CampaignMessage,
  CampaignMessageStore,
  CampaignStore,
  Colleagues,
  InterviewMail,
  MessageReader,
} from './campaign-ports.ts';
import { isPlanned } from './campaign-view.ts';

/** More than an office writes about one campaign, and less than would bury a mail server. */
const MOST_MESSAGES = 100;

type Words = z.output<typeof CampaignMessageWords>;

export class CampaignMessages {
  private readonly options: {
    store: Pick<CampaignStore, 'own' | 'byId' | 'interviews' | 'panelists' | 'inTurn'>;
    messages: CampaignMessageStore;
    mail: InterviewMail;
    colleagues: Pick<Colleagues, 'contact'>;
    clock: Clock;
    newId: () => string;
    /** There is something to carry out. */
    wake: () => void;
  };

  constructor(options: CampaignMessages['options']) {
    this.options = options;
  }

  /** The letter as it would go out to the first of them, without its personal link. @throws {CampaignNotFound, CampaignStateWrong} */
  async preview(ownerId: PersonId, campaignId: string, words: Words): Promise<MessagePreview> {
    const { mail, newId } = this.options;
    const message = { ...(await this.drafted(ownerId, campaignId, words)), id: newId() };
    const readers = await this.readersOf(message);
    const [first] = readers;
    if (!first) throw new CampaignStateWrong('nobody');
    const campaign = await this.own(ownerId, campaignId);
    return { id: message.id, letters: readers.length, ...(await mail.previewMessage(first, message, campaign)) };
  }

  /** Again with the same id tells nobody twice. @returns how many it goes to. @throws {CampaignNotFound, CampaignStateWrong} */
  async write(ownerId: PersonId, campaignId: string, { id, ...words }: Words & { id?: string | undefined }): Promise<number> {
    const { messages, newId, wake } = this.options;
    const message = { ...(await this.drafted(ownerId, campaignId, words)), id: id ?? newId() };
    const count = (await this.readersOf(message)).length;
    if (count === 0) throw new CampaignStateWrong('nobody');
    if (!(await messages.add(message, MOST_MESSAGES))) throw new CampaignStateWrong('too_many_messages');
    wake();
    return count;
  }

  /** Newest first, with what came of their letters. @throws {CampaignNotFound} */
  async list(ownerId: PersonId, campaignId: string): Promise<CampaignMessageView[]> {
    const { messages, mail } = this.options;
    await this.own(ownerId, campaignId);
    const all = await messages.ofCampaign(campaignId);
    const views = [];
    for (const message of all) {
      const readers = await this.readersOf(message, true);
      const known = await mail.messageStates(message, readers);
      const count = (state: string): number => known.filter(({ mail }) => mail === state).length;
      views.push({
        ...{ id: message.id, subject: message.subject, writtenAtMs: message.createdAtMs, letters: readers.length },
        ...{ sent: count('sent'), bounced: count('bounced'), unknown: count('unknown') },
        failed: known.flatMap(({ name, email, mail, reason }) =>
          mail === 'bounced' || mail === 'unknown' ? [{ name, email, state: mail, ...(reason === undefined ? {} : { reason }) }] : [],
        ),
      });
    }
    return views;
  }

  /** To those whose letter did not arrive, or may not have. @returns how many. @throws {CampaignNotFound, CampaignStateWrong} */
  async writeAgain(ownerId: PersonId, campaignId: string, messageId: string): Promise<number> {
    const { messages, mail } = this.options;
    const campaign = await this.own(ownerId, campaignId);
    if (!mail.isAvailable) throw new CampaignStateWrong('no_mail');
    const message = (await messages.ofCampaign(campaignId)).find(({ id }) => id === messageId);
    if (!message) throw new CampaignNotFound();
    return mail.writeAgain(message, await this.readersOf(message), campaign);
  }

  /**
   * Invites again whose last letter did not arrive, or may not have; others among the chosen are left out.
   * @returns how many. @throws {CampaignNotFound, CampaignStateWrong}
   */
  async inviteAgain(ownerId: PersonId, campaignId: string, interviews: readonly string[] | undefined): Promise<number> {
    const { store, mail } = this.options;
    await this.own(ownerId, campaignId);
    if (!mail.isAvailable) throw new CampaignStateWrong('no_mail');
    // In turn with moving: nobody is invited to a time that holds no more.
    const count = await store.inTurn(campaignId, async ({ campaign, interviews: all }) => {
      const planned = all.filter(isPlanned).filter(({ id }) => interviews?.includes(id) ?? true);
      return mail.inviteAgain(
        planned.filter(({ revision, doneRevision }) => revision === doneRevision),
        campaign,
      );
    });
    return count ?? 0;
  }

  /** Puts the letters of one message into the outbox. @returns false: there was none to do */
  carryOutNext(): Promise<boolean> {
    const { store, messages, mail } = this.options;
    return messages.carryOutNext(async (message) => {
      const campaign = await store.byId(message.campaignId);
      if (campaign) await mail.write(message, await this.readersOf(message), campaign);
    });
  }

  private async own(ownerId: PersonId, campaignId: string): Promise<Campaign> {
    const campaign = await this.options.store.own(campaignId, ownerId);
    if (!campaign) throw new CampaignNotFound();
    return campaign;
  }

  private async drafted(
    ownerId: PersonId,
    campaignId: string,
    { subject, text, interviews, panel }: Words,
  ): Promise<Omit<CampaignMessage, 'id'>> {
    const { store, mail, clock } = this.options;
    const { plan } = await this.own(ownerId, campaignId);
    if (!mail.isAvailable) throw new CampaignStateWrong('no_mail');
    const all = (await store.interviews(campaignId)).filter(isPlanned);
    const chosen = all.filter(({ id }) => interviews?.includes(id) ?? true);
    // To the panels alone: all of them.
    const concerned = chosen.length === 0 ? plan.panels.map(({ name }) => name) : chosen.map((each) => each.panel);
    return {
      ...{ campaignId, subject, text, createdAtMs: clock.now() },
      interviews: chosen.map(({ id }) => id),
      panels: panel ? [...new Set(concerned)] : [],
    };
  }

  /** Applicants who are still expected, then people of the panels, each once. @param was whoever it went to, also if they are cancelled */
  private async readersOf(message: Omit<CampaignMessage, 'id'>, was = false): Promise<MessageReader[]> {
    const { store, colleagues } = this.options;
    const chosen = new Set(message.interviews);
    const applicants = (await store.interviews(message.campaignId))
      .filter((each) => chosen.has(each.id) && (was || isPlanned(each)))
      .map(({ id, meetingId, name, email, language }): MessageReader => ({ key: id, meetingId, name, email, language }));
    const people = message.panels.length === 0 ? [] : await store.panelists(message.campaignId);
    const ids = new Set(people.filter(({ panel }) => message.panels.includes(panel)).map(({ personId }) => personId));
    const panelists: MessageReader[] = [];
    for (const id of ids) {
      const contact = await colleagues.contact(id);
      if (contact) panelists.push({ key: id, meetingId: null, ...contact });
    }
    return [...applicants, ...panelists];
  }
}
