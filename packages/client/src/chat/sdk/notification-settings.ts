/** What somebody wants to hear of, as push rules and account data say it; the server reads the same. */
import { ClientEvent, PushRuleActionName, PushRuleKind, RuleId, TweakName, type MatrixClient, type PushRuleAction } from 'matrix-js-sdk';
import type { NotificationSettings, QuietHours } from '../notifying-model.ts';
import { ValueModel } from '../../value-model.ts';
import { isObject, textOf } from './content.ts';
import { same } from './same.ts';

const QUIET_HOURS = 'eu.saal.quiet_hours';
const kinds = {
  direct: [PushRuleKind.Underride, [RuleId.DM, RuleId.EncryptedDM]],
  groups: [PushRuleKind.Underride, [RuleId.Message, RuleId.EncryptedMessage]],
  mentions: [PushRuleKind.Override, [RuleId.IsUserMention, RuleId.IsRoomMention]],
} as const;
type Kind = keyof typeof kinds;

const highlight: PushRuleAction = { set_tweak: TweakName.Highlight };
const sound: PushRuleAction = { set_tweak: TweakName.Sound, value: 'default' };
const loud: Record<Kind | 'keywords', PushRuleAction[]> = {
  direct: [PushRuleActionName.Notify, sound],
  groups: [PushRuleActionName.Notify],
  mentions: [PushRuleActionName.Notify, highlight, sound],
  keywords: [PushRuleActionName.Notify, highlight, sound],
};

export class SettingsOfNotifications {
  readonly model: ValueModel<NotificationSettings>;
  readonly #client: MatrixClient;

  constructor(client: MatrixClient) {
    this.#client = client;
    this.model = new ValueModel(settingsOf(client));
    client.on(ClientEvent.AccountData, this.#look);
  }

  async change(change: Partial<NotificationSettings>): Promise<void> {
    for (const kind of Object.keys(kinds) as Kind[]) {
      const isOn = change[kind];
      if (isOn !== undefined && isOn !== this.model.get()[kind]) await this.#setLoud(kind, isOn);
    }
    if (change.keywords) await this.#setKeywords(change.keywords);
    if (change.quietHours) {
      const { isOn, from, to, days, timeZone } = change.quietHours;
      const content = { enabled: isOn, from, to, days: [...days], time_zone: timeZone };
      await this.#client.setAccountData(QUIET_HOURS as never, content as never);
    }
  }

  close(): void {
    this.#client.off(ClientEvent.AccountData, this.#look);
  }

  async #setLoud(kind: Kind, isOn: boolean): Promise<void> {
    const [place, rules] = kinds[kind];
    for (const rule of rules) await this.#client.setPushRuleActions('global', place, rule, isOn ? loud[kind] : []);
  }

  async #setKeywords(wanted: readonly string[]): Promise<void> {
    const rules = keywordRules(this.#client);
    for (const { rule_id: id, pattern } of rules)
      if (!wanted.includes(pattern ?? '')) await this.#client.deletePushRule('global', PushRuleKind.ContentSpecific, id);
    for (const pattern of wanted)
      if (!rules.some((rule) => rule.pattern === pattern))
        await this.#client.addPushRule('global', PushRuleKind.ContentSpecific, ruleIdOf(pattern), { pattern, actions: loud.keywords });
  }

  readonly #look = (): void => {
    const now = settingsOf(this.#client);
    if (!same(this.model.get(), now)) this.model.set(now);
  };
}

/** What stands in the path of a request may hold neither slash. */
const ruleIdOf = (keyword: string): string => `word.${keyword.replaceAll(/[/\\]/g, '-')}`;

function settingsOf(client: MatrixClient): NotificationSettings {
  const global = client.pushRules?.global;
  const isLoud = (kind: Kind): boolean => {
    const [place, ids] = kinds[kind];
    const names: readonly string[] = ids;
    const rules = (global?.[place] ?? []).filter(({ rule_id }) => names.includes(rule_id));
    return rules.length === 0 || rules.some(({ enabled, actions }) => enabled && actions.includes(PushRuleActionName.Notify));
  };
  return {
    ...{ direct: isLoud('direct'), groups: isLoud('groups'), mentions: isLoud('mentions') },
    keywords: keywordRules(client).flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern])),
    quietHours: quietHoursOf(client.getAccountData(QUIET_HOURS as never)?.getContent()),
  };
}

const keywordRules = (client: MatrixClient) => (client.pushRules?.global.content ?? []).filter((rule) => !rule.default && rule.enabled);

function quietHoursOf(content: unknown): QuietHours {
  const kept = isObject(content) ? content : {};
  const days = Array.isArray(kept['days']) ? kept['days'].filter((day): day is number => typeof day === 'number') : [];
  return {
    isOn: kept['enabled'] === true,
    from: textOf(kept['from']) ?? '19:00',
    to: textOf(kept['to']) ?? '07:00',
    days: kept['days'] === undefined ? [0, 6] : days,
    timeZone: textOf(kept['time_zone']) ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
